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
    const value = Math.min(x[i] as number, y[j] as number)
    while (i < x.length && (x[i] as number) === value) i++
    while (j < y.length && (y[j] as number) === value) j++
    greatest = Math.max(greatest, Math.abs(i / x.length - j / y.length))
  }
  return greatest
}
