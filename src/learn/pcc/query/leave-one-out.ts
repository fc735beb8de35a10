import { logSumExp } from '../../../stats/special/log-probabilities.js'
import { type MixtureView, mixtureOf, type PccModel } from '../mixture.js'
import { CellScorer, type QueriedColumn } from './cell-scorer.js'

/** Cells whose probability is asked for in the place of those that are there, by a model with the same classes. */
export interface QueriedCells {
  readonly model: PccModel
  readonly cells: readonly QueriedColumn[]
}

/**
 * Log probability of each cell, or of what is asked in its place, given the other cells of its row, column by column: `log p(row) - log p(row
 * without it)`, each of them the mean over the posterior samples, so that a sample counts by how well it explains what is given. -Infinity
 * where the row can't be.
 */
export function leaveOneOut(model: PccModel, cells: readonly QueriedColumn[], rows: number, asked?: QueriedCells): Float64Array[] {
  const result = cells.map(() => new Float64Array(rows))
  const chains = model.chains.map((chain, s) => {
    const views = asked && mixtureOf(asked.model, asked.model.chains[s])
    return mixtureOf(model, chain).map((view, v) => {
      return new ViewScores(view, cells, asked && views ? scorersOf(views[v], asked.cells) : undefined)
    })
  })
  const joint = new Float64Array(chains.length)
  const others = cells.map(() => new Float64Array(chains.length))
  const wanted = asked && cells.map(() => new Float64Array(chains.length))
  for (let row = 0; row < rows; row++) {
    chains.forEach((views, s) => {
      for (const view of views) view.score(row)
      joint[s] = views.reduce((sum, view) => sum + view.whole, 0)
      for (const view of views) {
        const elsewhere = views.reduce((sum, other) => (other === view ? sum : sum + other.whole), 0)
        view.columns.forEach((position, i) => {
          ;(others[position] as Float64Array)[s] = elsewhere + view.without[i]
          if (wanted) (wanted[position] as Float64Array)[s] = elsewhere + view.instead[i]
        })
      }
    })
    others.forEach((logs, position) => {
      const whole = logSumExp(wanted?.[position] ?? joint)
      ;(result[position] as Float64Array)[row] = whole === Number.NEGATIVE_INFINITY ? whole : whole - logSumExp(logs)
    })
  }
  return result
}

function scorersOf({ columns, classes, parts }: MixtureView, cells: readonly QueriedColumn[]): CellScorer[] {
  return columns.map((position, i) => new CellScorer(cells[position], parts[i], classes))
}

/** Log probabilities of one row in a view: of all its cells, of all but one, and of these with what is asked in the place of that one. */
class ViewScores {
  readonly columns: readonly number[]
  whole = 0
  readonly without: Float64Array
  readonly instead: Float64Array
  readonly #logWeights: Float64Array
  readonly #scorers: readonly CellScorer[]
  readonly #asked: readonly CellScorer[] | undefined
  /** By class, the sums of the weight and the cells before each column. */
  readonly #before: readonly Float64Array[]
  readonly #own: readonly Float64Array[]
  readonly #after: Float64Array
  readonly #sums: Float64Array

  constructor(view: MixtureView, cells: readonly QueriedColumn[], asked?: readonly CellScorer[]) {
    const { columns, classes, logWeights } = view
    this.columns = columns
    this.without = new Float64Array(columns.length)
    this.instead = new Float64Array(columns.length)
    this.#logWeights = logWeights
    this.#scorers = scorersOf(view, cells)
    this.#asked = asked
    this.#before = columns.map(() => new Float64Array(classes))
    this.#own = columns.map(() => new Float64Array(classes))
    this.#after = new Float64Array(classes)
    this.#sums = new Float64Array(classes)
  }

  /** Sums from both ends: a cell's own part can't be taken away again where it is infinite. */
  score(row: number): void {
    const sums = this.#sums
    sums.set(this.#logWeights)
    this.#scorers.forEach((scorer, i) => {
      const own = this.#own[i]
      own.fill(0)
      scorer.add(row, own)
      this.#before[i].set(sums)
      for (let k = 0; k < sums.length; k++) sums[k] += own[k]
    })
    this.whole = logSumExp(sums)
    const after = this.#after.fill(0)
    for (let i = this.columns.length - 1; i >= 0; i--) {
      const [own, before] = [this.#own[i], this.#before[i]]
      for (let k = 0; k < sums.length; k++) sums[k] = before[k] + after[k]
      this.without[i] = logSumExp(sums)
      if (this.#asked) {
        this.#asked[i]?.add(row, sums)
        this.instead[i] = logSumExp(sums)
      }
      for (let k = 0; k < sums.length; k++) after[k] += own[k]
    }
  }
}
