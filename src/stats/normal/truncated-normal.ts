import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../random/rng.js'
import { normalCdf, normalPdf, normalQuantile } from './normal.js'

const halfLogTwoPi = 0.9189385332046727
/** Below this the normal distribution function comes near the smallest numbers there are. */
const farTail = -36

/** Log of the share of the standard normal distribution at or below `z`, however small. */
export function logNormalCdf(z: number): number {
  if (z > farTail) return ln(normalCdf(z))
  if (z === Number.NEGATIVE_INFINITY) return z
  const inverseSquare = 1 / (z * z)
  // Mills' ratio, whose next term is below 1e-10 here.
  return -0.5 * z * z - ln(-z) - halfLogTwoPi + ln(1 - inverseSquare * (1 - 3 * inverseSquare * (1 - 5 * inverseSquare)))
}

/** Log of the share of the standard normal distribution between `low` and `high`. */
export function logNormalBetween(low: number, high: number): number {
  if (low > 0) return logNormalBetween(-high, -low)
  if (high > 0) return ln(normalCdf(high) - normalCdf(low))
  const logHigh = logNormalCdf(high)
  return logHigh + ln(1 - exp(logNormalCdf(low) - logHigh))
}

/** Mean of the standard normal distribution between `low` and `high`, given the log of its share there. */
export function truncatedMean(low: number, high: number, logShare: number): number {
  const share = exp(logShare)
  if (share > 0) return Math.min(high, Math.max(low, (normalPdf(low) - normalPdf(high)) / share))
  return low > 0 ? low : high
}

/** The number below which a share `u` of the standard normal distribution between `low` and `high` lies. */
export function truncatedQuantile(u: number, low: number, high: number): number {
  if (low > 0) return -truncatedQuantile(1 - u, -high, -low)
  if (high < farTail) return -Math.sqrt(farTailSquare(u, low, high))
  const below = normalCdf(low)
  return Math.min(high, Math.max(low, normalQuantile(below + u * (normalCdf(high) - below))))
}

/** A draw from the standard normal distribution between `low` and `high`. */
export function truncatedDraw(low: number, high: number, rng: Rng): number {
  if (low > 0) return -truncatedDraw(-high, -low, rng)
  if (high >= farTail) return truncatedQuantile(rng.uniform(), low, high)
  for (;;) {
    const size = Math.sqrt(farTailSquare(rng.uniform(), low, high))
    // The normal density over that of a Rayleigh tail.
    if (rng.uniform() * size <= -high) return -size
  }
}

/** Square of a quantile of the Rayleigh distribution between `-high` and `-low`, which is nearly the normal one so far out. */
function farTailSquare(u: number, low: number, high: number): number {
  const rest = exp((high * high - low * low) / 2)
  return high * high - 2 * ln(rest + u * (1 - rest))
}
