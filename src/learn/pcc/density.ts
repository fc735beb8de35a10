import ln from '@stdlib/math-base-special-ln'
import { type MixturePart, type MixtureView, mixtureOf, type PccModel } from './mixture.js'
import { normalShare } from './normal-interval.js'
import { logSumExp } from './special.js'

/** The cells of one column whose probability is asked for, row by row. */
export interface Cells {
  /** The outcome; -1 where the cell can only come from the rest. */
  readonly codes: Int32Array
  /** The stretch of the rest's scale that gives the cell too; a density is meant where both ends are one, nothing where they are NaN. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * Log probability of each row: of the columns whose cells are given, all others being summed out. Conditional densities are
 * differences of these, so that the chain rule holds: posterior samples count by how well they explain what is given.
 */
export function logDensities(model: PccModel, cells: readonly (Cells | null)[], rows: number): Float64Array {
  const { length } = model.chains
  const logs = model.chains.map((chain) => chainLogDensities(mixtureOf(model, chain), cells, rows))
  const result = new Float64Array(rows)
  const ofRow = new Float64Array(length)
  for (let row = 0; row < rows; row++) {
    for (let s = 0; s < length; s++) ofRow[s] = (logs[s] as Float64Array)[row] as number
    result[row] = logSumExp(ofRow) - ln(length)
  }
  return result
}

/** Surprise at each cell of one column given the other cells of its row, in nats: minus the log of its conditional probability. */
export function surprisals(model: PccModel, cells: readonly (Cells | null)[], position: number, rows: number): Float64Array {
  const joint = logDensities(model, cells, rows)
  const given = logDensities(
    model,
    cells.map((column, i) => (i === position ? null : column)),
    rows,
  )
  return given.map((log, row) => log - (joint[row] as number))
}

function chainLogDensities(views: readonly MixtureView[], cells: readonly (Cells | null)[], rows: number): Float64Array {
  const total = new Float64Array(rows)
  for (const { columns, classes, logWeights, parts } of views) {
    const known = columns.flatMap((position, i) => {
      const column = cells[position]
      return column ? [new Scorer(column, parts[i] as MixturePart, classes)] : []
    })
    if (known.length === 0) continue
    const scores = new Float64Array(classes)
    for (let row = 0; row < rows; row++) {
      scores.set(logWeights)
      for (const scorer of known) scorer.add(row, scores)
      total[row] = (total[row] as number) + logSumExp(scores)
    }
  }
  return total
}

/** Adds the log probability of one column's cells in every class. */
class Scorer {
  readonly #cells: Cells
  readonly #part: MixturePart
  readonly #classes: number
  /** Logs of the outcomes' probabilities, outcome by outcome. */
  readonly #logs: Float64Array

  constructor(cells: Cells, part: MixturePart, classes: number) {
    this.#cells = cells
    this.#part = part
    this.#classes = classes
    this.#logs = new Float64Array(part.probabilities.length)
    for (let k = 0; k < classes; k++) {
      for (let x = 0; x < part.outcomes; x++) this.#logs[x * classes + k] = ln(part.probabilities[k * part.outcomes + x] as number)
    }
  }

  add(row: number, scores: Float64Array): void {
    const code = this.#cells.codes[row] as number
    const low = this.#cells.low[row] as number
    if (!Number.isNaN(low)) {
      this.#addMixed(code, low, this.#cells.high[row] as number, scores)
      return
    }
    const start = code * this.#classes
    for (let k = 0; k < scores.length; k++)
      scores[k] = (scores[k] as number) + (code < 0 ? Number.NEGATIVE_INFINITY : (this.#logs[start + k] as number))
  }

  #addMixed(code: number, low: number, high: number, scores: Float64Array): void {
    const { outcomes, rest, probabilities, means, deviations } = this.#part
    for (let k = 0; k < scores.length; k++) {
      const ofRest = (probabilities[k * outcomes + rest] as number) * normalShare(low, high, means[k] as number, deviations[k] as number)
      const share = code < 0 ? ofRest : ofRest + (probabilities[k * outcomes + code] as number)
      scores[k] = (scores[k] as number) + ln(share)
    }
  }
}
