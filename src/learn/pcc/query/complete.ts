import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { drawFromLogs, logSumExp } from '../../../stats/special/log-probabilities.js'
import { type MixturePart, type MixtureView, mixtureOf, type PccModel } from '../mixture.js'
import { CellScorer, type QueriedColumn } from './cell-scorer.js'
import type { SimulatedColumn } from './simulate.js'

/** What is known of the cells of one column. */
export const cellStates = { known: 0, open: 1, unknown: 2 } as const

export interface PartialCells extends QueriedColumn {
  /** Per row: `known`, `open` (any outcome but the missing one, to be drawn) or `unknown` (nothing is known, and nothing is drawn). */
  readonly states: Uint8Array
  /** The outcome of a missing value; -1 where there is none. */
  readonly missing: number
}

/**
 * The open cells of each row, drawn given its known ones: a posterior sample by how well it explains them, in each of its views a class
 * likewise, and from that the cells. Exact. Rows that no posterior sample explains have classes drawn by their sizes.
 */
export function drawOpenCells(model: PccModel, cells: readonly PartialCells[], rows: number, rng: Rng): SimulatedColumn[] {
  const drawn = cells.map(() => ({ codes: new Int32Array(rows), values: new Float64Array(rows) }))
  const chains = model.chains.map((chain) => mixtureOf(model, chain).map((view) => new ViewCompleter(view, cells)))
  const logs = new Float64Array(chains.length)
  for (let row = 0; row < rows; row++) {
    if (!cells.some(({ states }) => states[row] === cellStates.open)) continue
    chains.forEach((views, s) => {
      logs[s] = views.reduce((sum, view) => sum + view.score(row), 0)
    })
    const chosen = logSumExp(logs) > Number.NEGATIVE_INFINITY ? drawFromLogs(logs, rng) : rng.integer(chains.length)
    for (const view of chains[chosen] ?? []) view.draw(row, drawn, rng)
  }
  return drawn
}

class ViewCompleter {
  readonly #view: MixtureView
  readonly #cells: readonly PartialCells[]
  readonly #scorers: readonly CellScorer[]
  /** By column and class, the log probability that there is a value. */
  readonly #present: readonly Float64Array[]
  readonly #scores: Float64Array

  constructor(view: MixtureView, cells: readonly PartialCells[]) {
    this.#view = view
    this.#cells = view.columns.map((position) => cells[position])
    this.#scorers = this.#cells.map((column, i) => new CellScorer(column, view.parts[i], view.classes))
    this.#present = this.#cells.map(({ missing }, i) => logPresent(view.parts[i], missing, view.classes))
    this.#scores = new Float64Array(view.classes)
  }

  /** Log probability of what is known of the row; the classes' shares of it are kept for `draw`. */
  score(row: number): number {
    const scores = this.#scores
    scores.set(this.#view.logWeights)
    this.#cells.forEach(({ states }, i) => {
      if (states[row] === cellStates.known) this.#scorers[i].add(row, scores)
      else if (states[row] === cellStates.open) {
        const present = this.#present[i]
        for (let k = 0; k < scores.length; k++) scores[k] += present[k]
      }
    })
    return logSumExp(scores)
  }

  /** Draws the open cells of the row that was scored last. */
  draw(row: number, drawn: readonly SimulatedColumn[], rng: Rng): void {
    if (!this.#cells.some(({ states }) => states[row] === cellStates.open)) return
    const isPossible = logSumExp(this.#scores) > Number.NEGATIVE_INFINITY
    const k = drawFromLogs(isPossible ? this.#scores : this.#view.logWeights, rng)
    this.#cells.forEach(({ states, missing }, i) => {
      if (states[row] !== cellStates.open) return
      const part = this.#view.parts[i]
      const { codes, values } = drawn[this.#view.columns[i]]
      codes[row] = drawPresent(part, missing, k, rng)
      if (codes[row] === part.rest) values[row] = part.means[k] + part.deviations[k] * rng.normal()
    })
  }
}

function logPresent({ outcomes, probabilities }: MixturePart, missing: number, classes: number): Float64Array {
  const logs = new Float64Array(classes)
  if (missing >= 0) for (let k = 0; k < classes; k++) logs[k] = ln(Math.max(0, 1 - probabilities[k * outcomes + missing]))
  return logs
}

/** An outcome of the class by its probability, but not the missing one. */
function drawPresent({ outcomes, probabilities }: MixturePart, missing: number, k: number, rng: Rng): number {
  const start = k * outcomes
  let total = 0
  for (let x = 0; x < outcomes; x++) if (x !== missing) total += probabilities[start + x]
  let left = rng.uniform() * total
  let last = missing === 0 ? 1 : 0
  for (let x = 0; x < outcomes; x++) {
    const probability = x === missing ? 0 : probabilities[start + x]
    if (probability === 0) continue
    last = x
    left -= probability
    if (left < 0) break
  }
  return last
}
