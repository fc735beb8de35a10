import type { Rng } from '../../../random/rng.js'
import { normalCdf, normalPdf, normalQuantile } from '../../../stats/normal/normal.js'

/** Narrower than this, an interval has the density at its middle times its width, to within a relative error of 1e-6. */
const narrow = 0.005

/** Share of a normal distribution between two points; its density at the point where both are one. */
export function normalShare(low: number, high: number, mean: number, deviation: number): number {
  const from = (low - mean) / deviation
  const to = (high - mean) / deviation
  if (low === high) return normalPdf(from) / deviation
  if (to - from < narrow) return normalPdf((from + to) / 2) * (to - from)
  // In the lower tail a difference of shares keeps its precision.
  return from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from)
}

/** A number from a normal distribution, given that it lies between two points. */
export function drawNormalBetween(low: number, high: number, mean: number, deviation: number, rng: Rng): number {
  if (low === high) return low
  const from = (low - mean) / deviation
  const to = (high - mean) / deviation
  const place = rng.uniform()
  const isUpper = from > 0
  const [least, greatest] = isUpper ? [normalCdf(-to), normalCdf(-from)] : [normalCdf(from), normalCdf(to)]
  const score = normalQuantile(least + place * (greatest - least))
  const drawn = mean + deviation * (isUpper ? -score : score)
  return Math.min(high, Math.max(low, Number.isFinite(drawn) ? drawn : mean))
}
