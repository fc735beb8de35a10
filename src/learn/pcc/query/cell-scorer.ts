import ln from '@stdlib/math-base-special-ln'
import type { MixturePart } from '../mixture.js'
import { normalShare } from './normal-interval.js'

/** The cells of one column whose probability is asked for, row by row. */
export interface Cells {
  /** The outcome; -1 where the cell can only come from the rest. */
  readonly codes: Int32Array
  /** The stretch of the rest's scale that gives the cell too; a density is meant where both ends are one, nothing where they are NaN. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Adds the log probability of one column's cells in every class. */
export class CellScorer {
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
      for (let x = 0; x < part.outcomes; x++) this.#logs[x * classes + k] = ln(part.probabilities[k * part.outcomes + x])
    }
  }

  add(row: number, scores: Float64Array): void {
    const code = this.#cells.codes[row]
    const low = this.#cells.low[row]
    if (!Number.isNaN(low)) {
      this.#addMixed(code, low, this.#cells.high[row], scores)
      return
    }
    const start = code * this.#classes
    for (let k = 0; k < scores.length; k++) scores[k] += code < 0 ? Number.NEGATIVE_INFINITY : this.#logs[start + k]
  }

  #addMixed(code: number, low: number, high: number, scores: Float64Array): void {
    const { outcomes, rest, probabilities, means, deviations } = this.#part
    for (let k = 0; k < scores.length; k++) {
      const ofRest = probabilities[k * outcomes + rest] * normalShare(low, high, means[k], deviations[k])
      const share = code < 0 ? ofRest : ofRest + probabilities[k * outcomes + code]
      scores[k] += ln(share)
    }
  }
}
