import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { normalCdf, normalPdf, normalQuantile } from '../../../stats/normal/normal.js'
import type { MixturePart } from '../mixture.js'

/** The cells of one column whose probability is asked for, row by row. */
export interface QueriedColumn {
  /** The outcome; -1 where the cell can only come from the rest. */
  readonly codes: Int32Array
  /** The stretch of the rest's scale that gives the cell too; a density is meant where both ends are one, nothing where they are NaN. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Adds the log probability of one column's cells in every class. */
export class CellScorer {
  readonly #cells: QueriedColumn
  readonly #part: MixturePart
  readonly #classes: number
  /** Logs of the outcomes' probabilities, outcome by outcome. */
  readonly #logs: Float64Array

  constructor(cells: QueriedColumn, part: MixturePart, classes: number) {
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

/** Narrower than this, an interval has the density at its middle times its width, to within a relative error of 1e-6. */
const narrow = 0.005

/** Share of a normal distribution between two points; its density at the point where both are one. */
export function normalShare(low: number, high: number, mean: number, deviation: number): number {
  const from = (low - mean) / deviation
  const to = (high - mean) / deviation
  if (low === high) return normalPdf(from) / deviation
  if (to - from < narrow) return normalPdf((from + to) / 2) * (to - from)
  // In the lower tail a difference of shares keeps its precision.
  return from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from)
}

/** A number from a normal distribution, given that it lies between two points. */
export function drawNormalBetween(low: number, high: number, mean: number, deviation: number, rng: Rng): number {
  if (low === high) return low
  const from = (low - mean) / deviation
  const to = (high - mean) / deviation
  const place = rng.uniform()
  const isUpper = from > 0
  const [least, greatest] = isUpper ? [normalCdf(-to), normalCdf(-from)] : [normalCdf(from), normalCdf(to)]
  const score = normalQuantile(least + place * (greatest - least))
  const drawn = mean + deviation * (isUpper ? -score : score)
  return Math.min(high, Math.max(low, Number.isFinite(drawn) ? drawn : mean))
}
