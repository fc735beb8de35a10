/** A copy in ascending order, without missing values (NaN). */
export function sorted(values: Float64Array): Float64Array {
  const copy = values.slice().sort()
  let n = copy.length
  while (n > 0 && Number.isNaN(copy[n - 1])) n--
  return copy.subarray(0, n)
}

/** How many of the ascending `values` are below `value`. */
export function lowerBound(values: ArrayLike<number>, value: number, from = 0, to = values.length): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** How many of the ascending `values` are at most `value`. */
export function upperBound(values: ArrayLike<number>, value: number, from = 0, to = values.length): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** Ranks from 1; equal values share the mean of their ranks; a missing value (NaN) has none (NaN) and doesn't count. */
export function ranks(values: Float64Array): Float64Array {
  const ascending = sorted(values)
  const result = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (Number.isNaN(value)) {
      result[i] = Number.NaN
      continue
    }
    const below = lowerBound(ascending, value)
    result[i] = (below + upperBound(ascending, value, below) + 1) / 2
  }
  return result
}
