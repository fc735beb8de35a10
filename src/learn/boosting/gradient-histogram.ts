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
  let f = 0
  for (; f + 4 <= features.length; f += 4) addFour(features, offsets, f, histogram, rows, start, count, gathered)
  for (; f < features.length; f++) addOne(features[f].codes, offsets[f], histogram, rows, start, count, gathered)
}

/** Four features at a time: what belongs to a row is fetched a quarter as often. Each bin sums up its rows in the same order either way. */
function addFour(
  features: readonly Feature[],
  offsets: Int32Array,
  first: number,
  histogram: Float64Array,
  rows: Int32Array,
  start: number,
  count: number,
  { gradients, curvatures }: Gathered,
): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => features[first + k].codes)
  const [fromA, fromB, fromC, fromD] = offsets.subarray(first, first + 4)
  for (let i = 0; i < count; i++) {
    const row = rows[start + i]
    const gradient = gradients[i]
    const curvature = curvatures[i]
    const atA = fromA + a[row] * binWidth
    histogram[atA] += gradient
    histogram[atA + 1] += curvature
    histogram[atA + 2] += 1
    const atB = fromB + b[row] * binWidth
    histogram[atB] += gradient
    histogram[atB + 1] += curvature
    histogram[atB + 2] += 1
    const atC = fromC + c[row] * binWidth
    histogram[atC] += gradient
    histogram[atC + 1] += curvature
    histogram[atC + 2] += 1
    const atD = fromD + d[row] * binWidth
    histogram[atD] += gradient
    histogram[atD + 1] += curvature
    histogram[atD + 2] += 1
  }
}

function addOne(
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

/** Takes the part off the whole: what is left of the parent is the other child. Their length is a multiple of three. */
export function subtractHistogram(whole: Float64Array, part: Float64Array): void {
  for (let i = 0; i + 2 < whole.length; i += binWidth) {
    whole[i] -= part[i]
    whole[i + 1] -= part[i + 1]
    whole[i + 2] -= part[i + 2]
  }
}
