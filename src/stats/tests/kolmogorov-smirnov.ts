import exp from '@stdlib/math-base-special-exp'
import { sorted } from '../order/sorted.js'

/**
 * Greatest difference between the empirical distribution functions of two samples (Kolmogorov and Smirnov), in [0, 1].
 * Missing values (NaN) are left out; NaN where a sample has no others.
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  const x = sorted(a)
  const y = sorted(b)
  if (x.length === 0 || y.length === 0) return Number.NaN
  let greatest = 0
  let i = 0
  let j = 0
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j])
    while (i < x.length && x[i] === value) i++
    while (j < y.length && y[j] === value) j++
    greatest = Math.max(greatest, Math.abs(i / x.length - j / y.length))
  }
  return greatest
}

const enough = 1e-12

/**
 * How probable a Kolmogorov-Smirnov distance of at least `distance` is between samples of `m` and `n` values of one continuous
 * distribution, by the limiting distribution with Stephens' correction for small samples; ties make it err to the safe side. 1 without
 * values.
 * @see Stephens, 1970, Use of the Kolmogorov-Smirnov, Cramér-von Mises and Related Statistics Without Extensive Tables
 */
export function kolmogorovAbove(distance: number, m: number, n: number): number {
  if (m === 0 || n === 0) return 1
  const root = Math.sqrt((m * n) / (m + n))
  const x = (root + 0.12 + 0.11 / root) * distance
  // The series converges too slowly below, where the probability is 1 to twelve digits.
  if (x < 0.2) return 1
  let sum = 0
  for (let k = 1, sign = 1; ; k++, sign = -sign) {
    const term = exp(-2 * k * k * x * x)
    sum += sign * term
    if (term < enough) break
  }
  return Math.max(0, Math.min(1, 2 * sum))
}
