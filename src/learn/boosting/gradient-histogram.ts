import type { Feature } from '../trees/bins.js'

/** Where each feature's bins begin in a histogram; every bin holds the sum of gradients, the sum of curvatures and the number of rows. */
export interface HistogramLayout {
  readonly features: readonly Feature[]
  readonly offsets: Int32Array
  readonly size: number
}

/** Numbers per bin. */
export const binWidth = 3

export function histogramLayout(features: readonly Feature[]): HistogramLayout {
  const offsets = new Int32Array(features.length)
  let size = 0
  features.forEach((feature, f) => {
    offsets[f] = size
    size += feature.bins * binWidth
  })
  return { features, offsets, size }
}

/** Room for the gradients of one node in the order of its rows, so that the sums read memory in line. */
export interface Gathered {
  readonly gradients: Float64Array
  readonly curvatures: Float64Array
}

/** Fills the histogram with the sums over the rows `start` to `end`. */
export function buildHistogram(
  { features, offsets }: HistogramLayout,
  histogram: Float64Array,
  rows: Int32Array,
  [start, end]: readonly [number, number],
  gradients: Float64Array,
  curvatures: Float64Array,
  gathered: Gathered,
): void {
  histogram.fill(0)
  const count = end - start
  for (let i = 0; i < count; i++) {
    const row = rows[start + i]
    gathered.gradients[i] = gradients[row]
    gathered.curvatures[i] = curvatures[row]
  }
  for (let f = 0; f < features.length; f++) {
    addFeature(features[f].codes, offsets[f], histogram, rows, start, count, gathered)
  }
}

function addFeature(
  codes: Feature['codes'],
  offset: number,
  histogram: Float64Array,
  rows: Int32Array,
  start: number,
  count: number,
  { gradients, curvatures }: Gathered,
): void {
  for (let i = 0; i < count; i++) {
    const at = offset + codes[rows[start + i]] * binWidth
    histogram[at] += gradients[i]
    histogram[at + 1] += curvatures[i]
    histogram[at + 2] += 1
  }
}

/** Takes the part off the whole: what is left of the parent is the other child. */
export function subtractHistogram(whole: Float64Array, part: Float64Array): void {
  for (let i = 0; i < whole.length; i++) whole[i] -= part[i]
}
