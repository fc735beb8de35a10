/**
 * Half the summed difference of two distributions over the same cells, given as counts or weights of any total, in [0, 1].
 * NaN where one of them is all zeros.
 */
export function totalVariationDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`distributions over ${a.length} and ${b.length} cells can't be compared`)
  let totalA = 0
  let totalB = 0
  for (let i = 0; i < a.length; i++) {
    totalA += a[i]
    totalB += b[i]
  }
  if (totalA === 0 || totalB === 0) return Number.NaN
  let difference = 0
  for (let i = 0; i < a.length; i++) difference += Math.abs(a[i] / totalA - b[i] / totalB)
  return Math.min(1, difference / 2)
}
