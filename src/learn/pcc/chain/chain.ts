import ln from '@stdlib/math-base-special-ln'
import { createRng, type Rng } from '../../../random/rng.js'
import { randomOrder } from '../../../random/shuffle.js'
import { drawFromLogs, logRising } from '../../../stats/special/log-probabilities.js'
import { atOnce, type Work } from '../../turn.js'
import type { ColumnPrior, NormalPrior, PccColumn } from '../state/columns.js'
import type { Component } from '../state/component.js'
import { type ChainState, saveViews } from '../state/state.js'
import { rowsInATurn, View } from '../state/view.js'
import { crpLogProbability, drawPartition } from './crp.js'
import { defaultGrids, type Grids, middleOf } from './grids.js'
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
      const view = this.views[place]
      view.attach(position, view.componentOf(this.columns[position], prior))
    })
  }

  /** Share of the sweeps that are done. */
  get done(): number {
    return this.#steps / Math.max(1, this.#plan.structureSweeps + this.#plan.sweeps)
  }

  /** Makes one more sweep; false once all are done. */
  *step(): Work<boolean> {
    const { structureRows, structureSweeps, rows, sweeps } = this.#plan
    if (this.#steps >= structureSweeps + sweeps) {
      yield* this.#admit(this.#rows)
      return false
    }
    yield* this.#admit(this.#steps < structureSweeps ? structureRows : rows)
    yield* this.sweep()
    this.#steps++
    if (this.#steps > structureSweeps || sweeps === 0) this.trace.push(this.logJoint() / Math.max(1, this.views[0]?.rows ?? 0))
    return true
  }

  /** Draws views, categories and hyper-parameters anew, each given all others. */
  *sweep(): Work<void> {
    const rng = this.#rng
    yield* moveColumns(this.views, this.columns, this.columnConcentration, this.#grids, rng)
    for (const view of this.views) {
      yield* view.sweep(rng)
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
  *#admit(rows: number): Work<void> {
    for (const view of this.views) {
      while (view.rows < rows && view.rows < this.#rows) {
        view.admit(this.#rng)
        if (view.rows % rowsInATurn === 0) yield
      }
    }
  }
}

/** One posterior sample of the structure of a table: a pure function of plain data, so that chains can run on any thread. */
export function runChain(columns: readonly PccColumn[], plan: ChainPlan, key: readonly number[]): ChainState {
  const chain = new Chain(columns, plan, key)
  while (atOnce(chain.step()));
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

function reordered(column: PccColumn, order: Int32Array): PccColumn {
  const codes = new Int32Array(order.length)
  const values = new Float64Array(column.rest < 0 ? 0 : order.length)
  for (let row = 0; row < order.length; row++) codes[row] = column.codes[order[row]]
  for (let row = 0; row < values.length; row++) values[row] = column.values[order[row]]
  return { ...column, codes, values }
}

/**
 * Draws each column's view anew, given the partitions of all views and one more that is drawn from the prior; empty views go.
 * @see Neal 2000, Markov chain sampling methods for Dirichlet process mixture models, algorithm 8 with one auxiliary component
 */
function* moveColumns(views: View[], columns: readonly PccColumn[], concentration: number, grids: Grids, rng: Rng): Work<void> {
  for (let position = 0; position < columns.length; position++) {
    moveColumn(views, position, columns[position], concentration, grids, rng)
    yield
  }
}

function moveColumn(views: View[], position: number, column: PccColumn, concentration: number, grids: Grids, rng: Rng): void {
  const home = views.findIndex((view) => view.components.has(position))
  const homeView = views[home]
  const current = homeView.components.get(position) as Component
  const isAlone = homeView.components.size === 1
  // A column alone in its view has that view as the auxiliary one.
  const candidates = isAlone ? views : [...views, drawView(homeView.rows, grids, rng)]
  const components = candidates.map((view) => (view === homeView ? current : view.componentOf(column, current.prior)))
  const logs = candidates.map((view, i) => {
    const others = view.components.size - (view === homeView ? 1 : 0)
    return ln(others === 0 ? concentration : others) + components[i].logMarginal(view.sizes, 0, view.used)
  })
  const chosen = drawFromLogs(logs, rng)
  const target = candidates[chosen]
  if (target === homeView) return
  homeView.detach(position)
  target.attach(position, components[chosen])
  if (!views.includes(target)) views.push(target)
  if (homeView.components.size === 0) views.splice(home, 1)
}

/** A view without columns, drawn from the prior. */
function drawView(rows: number, grids: Grids, rng: Rng): View {
  const concentration = grids.rowConcentration[rng.integer(grids.rowConcentration.length)]
  return new View(drawPartition(rows, concentration, rng), concentration)
}

/** A value of the grid drawn in proportion to the exponential of its log likelihood: griddy Gibbs. @see Ritter and Tanner 1992 */
function drawFromGrid(grid: Float64Array, logLikelihood: (value: number) => number, rng: Rng): number {
  if (grid.length === 1) return grid[0]
  return grid[drawFromLogs(grid.map(logLikelihood), rng)]
}

/** A concentration of a partition into groups of these sizes. */
function drawConcentration(grid: Float64Array, sizes: ArrayLike<number>, rng: Rng): number {
  let groups = 0
  let total = 0
  for (let k = 0; k < sizes.length; k++) {
    if (sizes[k] === 0) continue
    groups++
    total += sizes[k]
  }
  // What of `crpLogProbability` depends on the concentration.
  return drawFromGrid(grid, (value) => groups * ln(value) - logRising(value, total), rng)
}

/** Draws the view's concentration anew, and of each column the concentration and one part of the normal prior. */
function updateViewPriors(view: View, grids: Grids, rng: Rng): void {
  view.concentration = drawConcentration(grids.rowConcentration, view.sizes, rng)
  for (const component of view.components.values()) updatePrior(component, view, grids, rng)
  view.refresh()
}

const normalParts = ['location', 'meanRows', 'varianceRows', 'variance'] as const satisfies readonly (keyof NormalPrior)[]

function updatePrior({ discrete, normal }: Component, { sizes, used }: View, grids: Grids, rng: Rng): void {
  if (discrete.base.length > 1) {
    discrete.setConcentration(drawFromGrid(grids.concentration, (value) => discrete.logMarginal(sizes, 0, used, value), rng))
  }
  if (!normal) return
  const { prior } = normal
  const part = normalParts[rng.integer(normalParts.length)] as keyof NormalPrior
  const value = drawFromGrid(grids[part], (value) => normal.logMarginal(0, used, { ...prior, [part]: value }), rng)
  normal.setPrior({ ...prior, [part]: value })
}
