import type { Feature } from '../trees/bins.js'
import { binWidth, type HistogramLayout } from './gradient-histogram.js'

/** Levels count as if they had this much more curvature when they are put in order, and when a split by levels is judged: few rows prove little. */
const levelSmoothing = 10
/** Least curvature of a child: a leaf that is certain already has no slope to follow. */
const leastCurvature = 1e-3

export interface NewtonSplit {
  readonly gain: number
  readonly feature: number
  /** Ordered feature: the greatest code that goes left. */
  readonly threshold: number
  /** Nominal: the codes that occur, those that go left first. */
  readonly order: Int32Array
  readonly leftCodes: number
  readonly leftRows: number
}

export interface NewtonOptions {
  readonly minLeaf: number
  readonly l2: number
}

/** No split. */
export const none: NewtonSplit = { gain: 0, feature: -1, threshold: 0, order: new Int32Array(0), leftCodes: 0, leftRows: 0 }

/** Finds the split of a node that lessens a loss the most, to second order, from the histogram of the node. */
export class NewtonSearch {
  readonly #layout: HistogramLayout
  readonly #minLeaf: number
  readonly #l2: number
  readonly #order: Int32Array
  readonly #slopes: Float64Array
  #gain = 0
  #last = 0
  #leftRows = 0

  constructor(layout: HistogramLayout, { minLeaf, l2 }: NewtonOptions) {
    this.#layout = layout
    this.#minLeaf = minLeaf
    this.#l2 = l2
    const bins = layout.features.reduce((most, feature) => Math.max(most, feature.bins), 1)
    this.#order = new Int32Array(bins)
    this.#slopes = new Float64Array(bins)
  }

  /** The best split of a node with these totals; its feature is -1 where there is none. */
  find(histogram: Float64Array, gradient: number, curvature: number, rows: number): NewtonSplit {
    let best = none
    this.#gain = 1e-10
    if (rows < 2 * this.#minLeaf) return best
    const { features, offsets } = this.#layout
    for (let f = 0; f < features.length; f++) {
      const feature = features[f]
      const found = this.#listCodes(histogram, offsets[f], feature)
      const l2 = this.#l2 + (feature.nominal ? levelSmoothing : 0)
      if (!this.#scan(histogram, offsets[f], found, gradient, curvature, rows, l2)) continue
      const lower = this.#order[this.#last]
      best = {
        gain: this.#gain,
        feature: f,
        // What is missing is like no number: it alone, or with all numbers up to a bound.
        threshold: lower === 0 ? 0 : (lower + this.#order[this.#last + 1]) >>> 1,
        order: feature.nominal ? this.#order.slice(0, found) : none.order,
        leftCodes: this.#last + 1,
        leftRows: this.#leftRows,
      }
    }
    return best
  }

  /** Lists the codes that occur: in order, or levels by the slope of the loss (Fisher 1958). Returns how many. */
  #listCodes(histogram: Float64Array, offset: number, { bins, nominal }: Feature): number {
    const order = this.#order
    let found = 0
    for (let code = 0, at = offset; code < bins; code++, at += binWidth) {
      if (histogram[at + 2] < 0.5) continue
      order[found++] = code
      if (nominal) this.#slopes[code] = histogram[at] / (histogram[at + 1] + levelSmoothing)
    }
    const slopes = this.#slopes
    if (nominal) order.subarray(0, found).sort((a, b) => slopes[a] - slopes[b] || a - b)
    return found
  }

  /** Whether a cut through the listed codes gains more than any before. */
  #scan(histogram: Float64Array, offset: number, found: number, gradient: number, curvature: number, rows: number, l2: number): boolean {
    const order = this.#order
    const minLeaf = this.#minLeaf
    const parent = (gradient * gradient) / (curvature + l2)
    let better = false
    let [leftGradient, leftCurvature, leftRows] = [0, 0, 0]
    for (let i = 0; i < found - 1; i++) {
      const at = offset + order[i] * binWidth
      leftGradient += histogram[at]
      leftCurvature += histogram[at + 1]
      leftRows += histogram[at + 2]
      if (leftRows < minLeaf || leftCurvature < leastCurvature) continue
      const rightCurvature = curvature - leftCurvature
      if (rows - leftRows < minLeaf || rightCurvature < leastCurvature) break
      const rightGradient = gradient - leftGradient
      const gain = (leftGradient * leftGradient) / (leftCurvature + l2) + (rightGradient * rightGradient) / (rightCurvature + l2) - parent
      if (gain <= this.#gain) continue
      this.#gain = gain
      this.#last = i
      this.#leftRows = leftRows
      better = true
    }
    return better
  }
}
