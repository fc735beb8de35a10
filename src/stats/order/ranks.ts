import { lowerBound, sorted, upperBound } from './sorted.js'

/** Ranks from 1; equal values share the mean of their ranks; a missing value (NaN) has none (NaN) and doesn't count. */
export function ranks(values: Float64Array): Float64Array {
  const ascending = sorted(values)
  const result = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (Number.isNaN(value)) {
      result[i] = Number.NaN
      continue
    }
    const below = lowerBound(ascending, value)
    result[i] = (below + upperBound(ascending, value, below) + 1) / 2
  }
  return result
}
