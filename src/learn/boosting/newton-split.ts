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
  #next = 0
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
      const { bins, nominal } = features[f]
      const at = offsets[f]
      if (!nominal) {
        if (!this.#scanNumbers(histogram, at, bins, gradient, curvature, rows)) continue
        // What is missing is like no number: it alone, or with all numbers up to a bound.
        const threshold = this.#last === 0 ? 0 : (this.#last + this.#next) >>> 1
        best = { ...none, gain: this.#gain, feature: f, threshold, leftRows: this.#leftRows }
        continue
      }
      const found = this.#listLevels(histogram, at, bins)
      if (!this.#scanLevels(histogram, at, found, gradient, curvature, rows)) continue
      const order = this.#order.slice(0, found)
      best = { ...none, gain: this.#gain, feature: f, order, leftCodes: this.#last + 1, leftRows: this.#leftRows }
    }
    return best
  }

  /** Whether a cut between two of the codes that occur gains more than any before. */
  #scanNumbers(histogram: Float64Array, offset: number, bins: number, gradient: number, curvature: number, rows: number): boolean {
    const [minLeaf, l2] = [this.#minLeaf, this.#l2]
    const parent = (gradient * gradient) / (curvature + l2)
    let before = -1
    let better = false
    let leftGradient = 0
    let leftCurvature = 0
    let leftRows = 0
    for (let code = 0, at = offset; code < bins; code++, at += binWidth) {
      const own = histogram[at + 2]
      if (own < 0.5) continue
      if (leftRows >= minLeaf && leftCurvature >= leastCurvature) {
        const rightCurvature = curvature - leftCurvature
        if (rows - leftRows < minLeaf || rightCurvature < leastCurvature) break
        const rightGradient = gradient - leftGradient
        const gain = (leftGradient * leftGradient) / (leftCurvature + l2) + (rightGradient * rightGradient) / (rightCurvature + l2) - parent
        if (gain > this.#gain) {
          this.#gain = gain
          this.#last = before
          this.#next = code
          this.#leftRows = leftRows
          better = true
        }
      }
      leftGradient += histogram[at]
      leftCurvature += histogram[at + 1]
      leftRows += own
      before = code
    }
    return better
  }

  /** Lists the codes that occur, by the slope of the loss (Fisher 1958). Returns how many. */
  #listLevels(histogram: Float64Array, offset: number, bins: number): number {
    const order = this.#order
    let found = 0
    for (let code = 0, at = offset; code < bins; code++, at += binWidth) {
      if (histogram[at + 2] < 0.5) continue
      order[found++] = code
      this.#slopes[code] = histogram[at] / (histogram[at + 1] + levelSmoothing)
    }
    const slopes = this.#slopes
    order.subarray(0, found).sort((a, b) => slopes[a] - slopes[b] || a - b)
    return found
  }

  /** Whether a cut through the listed codes gains more than any before. */
  #scanLevels(histogram: Float64Array, offset: number, found: number, gradient: number, curvature: number, rows: number): boolean {
    const order = this.#order
    const l2 = this.#l2 + levelSmoothing
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
