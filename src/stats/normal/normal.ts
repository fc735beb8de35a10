import erfcinv from '@stdlib/math-base-special-erfcinv'
import exp from '@stdlib/math-base-special-exp'
import cdf from '@stdlib/stats-base-dists-normal-cdf'

const inverseRootTwoPi = 0.3989422804014327

/** Density of the standard normal distribution. */
export function normalPdf(z: number): number {
  return inverseRootTwoPi * exp(-0.5 * z * z)
}

/** Share of the standard normal distribution at or below `z`; full relative precision in the lower tail. */
export function normalCdf(z: number): number {
  return cdf(z, 0, 1)
}

/** The z below which a share `p` of the standard normal distribution lies; infinite at 0 and 1. Precise down to 1e-300. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p)
}
