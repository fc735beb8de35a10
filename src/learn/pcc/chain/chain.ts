import ln from '@stdlib/math-base-special-ln'
import { createRng, type Rng } from '../../../random/rng.js'
import { randomOrder } from '../../../random/shuffle.js'
import { drawFromLogs, logRising } from '../../../stats/special/log-probabilities.js'
import { atOnce, type Work } from '../../turn.js'
import type { ColumnPrior, NormalPrior, PccColumn } from '../state/columns.js'
import type { Component } from '../state/component.js'
import { type PosteriorSample, saveViews } from '../state/state.js'
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
  /** Views, beside one of its own, that a column may go to in a sweep; where there are more, a random part of them. */
  readonly mostViews?: number
  /** What `startingViews` gives, where all chains have the same. */
  readonly starts?: Int32Array
}

/** Proposals to split or merge categories, in each sweep and view. */
const splitMergeProposals = 3
/** See `ChainPlan`. Of more than 300 columns, a sweep tries as many views for all together as for those, and four for each: moves cost as much as all else. */
const mostViews = (columns: number): number => Math.max(4, Math.min(24, Math.floor(7200 / columns)))

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
    const places = plan.starts ?? startingViews(this.columns)
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
    const moves = {
      concentration: this.columnConcentration,
      grids: this.#grids,
      mostViews: this.#plan.mostViews ?? mostViews(this.columns.length),
    }
    yield* moveColumns(this.views, this.columns, moves, rng)
    for (const view of this.views) {
      yield* view.sweep(rng)
      for (let i = 0; i < splitMergeProposals; i++) splitOrMerge(view, rng)
      updateViewPriors(view, this.#grids, rng)
    }
    const sizes = this.views.map((view) => view.components.size)
    this.columnConcentration = drawConcentration(this.#grids.columnConcentration, sizes, rng)
  }

  state(): PosteriorSample {
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
export function runChain(columns: readonly PccColumn[], plan: ChainPlan, key: readonly number[]): PosteriorSample {
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
function* moveColumns(views: View[], columns: readonly PccColumn[], settings: Moves, rng: Rng): Work<void> {
  const homes: View[] = []
  for (const view of views) for (const position of view.components.keys()) homes[position] = view
  for (let position = 0; position < columns.length; position++) {
    moveColumn(views, position, homes[position], columns[position], settings, rng)
    yield
  }
}

interface Moves {
  readonly concentration: number
  readonly grids: Grids
  readonly mostViews: number
}

function moveColumn(
  views: View[],
  position: number,
  home: View,
  column: PccColumn,
  { concentration, grids, mostViews }: Moves,
  rng: Rng,
): void {
  const current = home.components.get(position) as Component
  // A column alone in its view has that view as the auxiliary one.
  const isAlone = home.components.size === 1
  const shared = isAlone ? views.length - 1 : views.length
  const some = shared > mostViews ? someViews(views, home, isAlone ? mostViews + 1 : mostViews, rng) : views
  const candidates = isAlone ? some : [...some, drawView(home.rows, grids, rng)]
  const components = candidates.map((view) => (view === home ? current : view.componentOf(column, current.prior)))
  const logs = candidates.map((view, i) => {
    const others = view.components.size - (view === home ? 1 : 0)
    // Every choice of other views has the auxiliary one, but only this share of them has any other: it counts for as much less.
    const weight = others === 0 ? concentration * Math.min(1, mostViews / shared) : others
    return ln(weight) + components[i].logMarginal(view.sizes, 0, view.used)
  })
  const chosen = drawFromLogs(logs, rng)
  const target = candidates[chosen]
  if (target === home) return
  home.detach(position)
  if (target.components.size === 0) views.push(target)
  target.attach(position, components[chosen])
  if (home.components.size === 0) views.splice(views.indexOf(home), 1)
}

/** So many views at random, `home` among them. */
function someViews(views: readonly View[], home: View, count: number, rng: Rng): View[] {
  const some = new Set([home])
  while (some.size < count) some.add(views[rng.integer(views.length)])
  return [...some]
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
