import ln from '@stdlib/math-base-special-ln'
import { incompleteBeta } from '../special/incomplete-beta.js'
import type { Coded } from './coded.js'

/** How a column goes along with its prediction in a group of rows. */
export interface GroupCorrelation {
  readonly rows: number
  /** In [-1, 1]; null where one of the two doesn't vary. */
  readonly value: number | null
  /** Standard error, and rows that carry it, about. */
  readonly error: number
  readonly degrees: number
}

/**
 * For each of `count` groups the correlation of a column's parts with their predictions (row-major, parts by rows): the sum over parts of their
 * covariances, over the root of the product of the summed variances. The error is that of the influence of single rows (the infinitesimal
 * jackknife); without `withError` it is left 0.
 */
export function correlationOf(
  { codes, count: width }: Coded,
  predictions: Float64Array,
  groups: Int32Array,
  count: number,
  withError: boolean,
): GroupCorrelation[] {
  const rows = new Float64Array(count)
  const [shares, means] = [new Float64Array(count * width), new Float64Array(count * width)]
  for (let row = 0; row < codes.length; row++) {
    const at = groups[row] * width
    rows[groups[row]] += 1
    shares[at + codes[row]] += 1
    for (let q = 0; q < width; q++) means[at + q] += predictions[row * width + q]
  }
  for (let k = 0; k < means.length; k++) {
    const own = Math.max(1, rows[Math.floor(k / width)])
    means[k] /= own
    shares[k] /= own
  }
  const [both, column, prediction] = [0, 1, 2].map(() => new Float64Array(codes.length)) as [Float64Array, Float64Array, Float64Array]
  const sums = [0, 1, 2].map(() => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array]
  for (let row = 0; row < codes.length; row++) {
    const group = groups[row]
    const at = group * width
    let [u, a, b] = [0, 0, 0]
    for (let q = 0; q < width; q++) {
      const is = (codes[row] === q ? 1 : 0) - shares[at + q]
      const told = predictions[row * width + q] - means[at + q]
      u += is * told
      a += is * is
      b += told * told
    }
    both[row] = u
    column[row] = a
    prediction[row] = b
    sums[0][group] += u
    sums[1][group] += a
    sums[2][group] += b
  }
  const values = rows.map((_, g) => sums[0][g] / Math.sqrt(sums[1][g] * sums[2][g]))
  const [squares, fourths] = [new Float64Array(count), new Float64Array(count)]
  for (let row = 0; withError && row < codes.length; row++) {
    const g = groups[row]
    const scale = rows[g] / Math.sqrt(sums[1][g] * sums[2][g])
    const own = both[row] * scale - (values[g] * rows[g] * (column[row] / sums[1][g] + prediction[row] / sums[2][g])) / 2
    squares[g] += own * own
    fourths[g] += own ** 2 * own ** 2
  }
  return Array.from(
    rows,
    (own, g): GroupCorrelation => ({
      rows: own,
      value: Number.isFinite(values[g]) ? values[g] : null,
      error: own > 0 ? Math.sqrt(squares[g]) / own : 0,
      degrees: fourths[g] > 0 ? squares[g] ** 2 / fourths[g] : 0,
    }),
  )
}

/**
 * How probable so different correlations of the same group in two tables are if they are equal: Student's t of Fisher's z, two-sided, with the
 * degrees of freedom of Welch and Satterthwaite. 1 where one of them has no error.
 */
export function sameCorrelation(a: GroupCorrelation, b: GroupCorrelation): number {
  if (a.value === null || b.value === null || a.error === 0 || b.error === 0) return 1
  const [first, second] = [a, b].map(({ value, error, degrees }) => {
    const own = Math.min(0.999, Math.abs(value as number)) * Math.sign(value as number)
    return { z: ln((1 + own) / (1 - own)) / 2, variance: (error / (1 - own * own)) ** 2, degrees: Math.max(1, degrees - 1) }
  }) as [Fisher, Fisher]
  const variance = first.variance + second.variance
  const degrees = variance ** 2 / (first.variance ** 2 / first.degrees + second.variance ** 2 / second.degrees)
  const t = (first.z - second.z) ** 2 / variance
  return incompleteBeta(degrees / (degrees + t), degrees / 2, 0.5)
}

interface Fisher {
  readonly z: number
  readonly variance: number
  readonly degrees: number
}
