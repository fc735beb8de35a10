import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { logRising } from '../../../stats/special/log-probabilities.js'

/**
 * Log probability of a partition into groups of these sizes (zeros are none) under a Chinese restaurant process.
 * @see Aldous 1985, Exchangeability and related topics
 */
export function crpLogProbability(sizes: ArrayLike<number>, concentration: number): number {
  let total = 0
  let log = 0
  for (let k = 0; k < sizes.length; k++) {
    const size = sizes[k]
    if (size === 0) continue
    total += size
    log += ln(concentration) + gammaln(size)
  }
  return log - logRising(concentration, total)
}

/** The group, from 0 in order of appearance, of each of `rows` rows, drawn from a Chinese restaurant process. */
export function drawPartition(rows: number, concentration: number, rng: Rng): Int32Array {
  const groups = new Int32Array(rows)
  let count = 0
  for (let i = 0; i < rows; i++) {
    // A place among i earlier rows and `concentration` empty chairs: who sits at an earlier row's place joins its group.
    const place = rng.uniform() * (i + concentration)
    groups[i] = place < i ? groups[Math.floor(place)] : count++
  }
  return groups
}
