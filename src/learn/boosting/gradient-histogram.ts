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
    const row = rows[start + i] as number
    gathered.gradients[i] = gradients[row] as number
    gathered.curvatures[i] = curvatures[row] as number
  }
  for (let f = 0; f < features.length; f++) {
    addFeature((features[f] as Feature).codes, offsets[f] as number, histogram, rows, start, count, gathered)
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
    const at = offset + (codes[rows[start + i] as number] as number) * binWidth
    histogram[at] = (histogram[at] as number) + (gradients[i] as number)
    histogram[at + 1] = (histogram[at + 1] as number) + (curvatures[i] as number)
    histogram[at + 2] = (histogram[at + 2] as number) + 1
  }
}

/** Takes the part off the whole: what is left of the parent is the other child. */
export function subtractHistogram(whole: Float64Array, part: Float64Array): void {
  for (let i = 0; i < whole.length; i++) whole[i] = (whole[i] as number) - (part[i] as number)
}
