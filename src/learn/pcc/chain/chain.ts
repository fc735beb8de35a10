import { createRng, type Rng } from '../../../random/rng.js'
import type { ColumnPrior, PccColumn } from '../state/columns.js'
import { type ChainState, saveViews } from '../state/state.js'
import { View } from '../state/view.js'
import { moveColumns } from './column-moves.js'
import { crpLogProbability } from './crp.js'
import { defaultGrids, type Grids, middleOf } from './grids.js'
import { drawConcentration, updateViewPriors } from './hyper-moves.js'
import { splitOrMerge } from './split-merge.js'
import { startingViews } from './starting-views.js'

/** How a chain is run. Plain data. */
export interface ChainPlan {
  /** Rows of the first stage, drawn at random, and the sweeps over them that find the structure. */
  readonly structureRows: number
  readonly structureSweeps: number
  /** Rows of the second stage, which the first is enlarged to, and the sweeps over them. Rows beyond are put into categories once. */
  readonly rows: number
  readonly sweeps: number
  readonly grids?: Grids
}

/** Proposals to split or merge categories, in each sweep and view. */
const splitMergeProposals = 3

/** One chain of the posterior, run sweep by sweep. */
export class Chain {
  /** The columns with their rows in random order, so that the rows of a stage are the first ones. */
  readonly columns: readonly PccColumn[]
  readonly views: View[] = []
  columnConcentration: number
  /** After each sweep over the rows that the chain holds in the end, the log of their joint probability, in nats per row. */
  readonly trace: number[] = []
  readonly #plan: ChainPlan
  readonly #grids: Grids
  readonly #rng: Rng
  readonly #rows: number
  #steps = 0

  /** `key` names the chain's stream of random numbers. */
  constructor(columns: readonly PccColumn[], plan: ChainPlan, key: readonly number[]) {
    this.#rows = columns[0]?.codes.length ?? 0
    this.#plan = plan
    this.#rng = createRng(...key)
    this.#grids = plan.grids ?? defaultGrids(this.#rows, columns.length)
    const order = randomOrder(this.#rows, this.#rng)
    this.columns = columns.map((column) => reordered(column, order))
    this.columnConcentration = middleOf(this.#grids.columnConcentration)
    const prior = startingPrior(this.#grids)
    const places = startingViews(this.columns)
    places.forEach((place, position) => {
      const isAlone = places.filter((other) => other === place).length === 1
      this.views[place] ??= new View(new Int32Array(), startingConcentration(this.#grids, isAlone))
      const view = this.views[place] as View
      view.attach(position, view.componentOf(this.columns[position] as PccColumn, prior))
    })
  }

  /** Share of the sweeps that are done. */
  get done(): number {
    return this.#steps / Math.max(1, this.#plan.structureSweeps + this.#plan.sweeps)
  }

  /** Makes one more sweep; false once all are done. */
  step(): boolean {
    const { structureRows, structureSweeps, rows, sweeps } = this.#plan
    if (this.#steps >= structureSweeps + sweeps) {
      this.#admit(this.#rows)
      return false
    }
    this.#admit(this.#steps < structureSweeps ? structureRows : rows)
    this.sweep()
    this.#steps++
    if (this.#steps > structureSweeps || sweeps === 0) this.trace.push(this.logJoint() / Math.max(1, this.views[0]?.rows ?? 0))
    return true
  }

  /** Draws views, categories and hyper-parameters anew, each given all others. */
  sweep(): void {
    const rng = this.#rng
    moveColumns(this.views, this.columns, this.columnConcentration, this.#grids, rng)
    for (const view of this.views) {
      view.sweep(rng)
      for (let i = 0; i < splitMergeProposals; i++) splitOrMerge(view, rng)
      updateViewPriors(view, this.#grids, rng)
    }
    const sizes = this.views.map((view) => view.components.size)
    this.columnConcentration = drawConcentration(this.#grids.columnConcentration, sizes, rng)
  }

  state(): ChainState {
    return { columnConcentration: this.columnConcentration, views: saveViews(this.views), trace: Float64Array.from(this.trace) }
  }

  /** Log probability of views, categories and cells together, hyper-parameters given. */
  logJoint(): number {
    const sizes = this.views.map((view) => view.components.size)
    return this.views.reduce((sum, view) => sum + view.logJoint(), crpLogProbability(sizes, this.columnConcentration))
  }

  /** Takes in rows, one after the other, up to so many in all. */
  #admit(rows: number): void {
    for (const view of this.views) while (view.rows < rows && view.rows < this.#rows) view.admit(this.#rng)
  }
}

/** One posterior sample of the structure of a table: a pure function of plain data, so that chains can run on any thread. */
export function runChain(columns: readonly PccColumn[], plan: ChainPlan, key: readonly number[]): ChainState {
  const chain = new Chain(columns, plan, key)
  while (chain.step());
  return chain.state()
}

/** Many categories at first, where there is something to tell apart: a sweep empties needless ones easily, but hardly makes new ones. */
function startingConcentration({ rowConcentration }: Grids, isAlone: boolean): number {
  return isAlone ? middleOf(rowConcentration) : (rowConcentration.at(-1) as number)
}

function startingPrior(grids: Grids): ColumnPrior {
  return {
    concentration: middleOf(grids.concentration),
    normal: {
      location: middleOf(grids.location),
      meanRows: middleOf(grids.meanRows),
      varianceRows: middleOf(grids.varianceRows),
      variance: middleOf(grids.variance),
    },
  }
}

function randomOrder(rows: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, i) => i)
  for (let i = rows - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const swapped = order[i] as number
    order[i] = order[j] as number
    order[j] = swapped
  }
  return order
}

function reordered(column: PccColumn, order: Int32Array): PccColumn {
  const codes = new Int32Array(order.length)
  const values = new Float64Array(column.rest < 0 ? 0 : order.length)
  for (let row = 0; row < order.length; row++) codes[row] = column.codes[order[row] as number] as number
  for (let row = 0; row < values.length; row++) values[row] = column.values[order[row] as number] as number
  return { ...column, codes, values }
}
