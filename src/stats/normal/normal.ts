import erfc from '@stdlib/math-base-special-erfc'
import erfcinv from '@stdlib/math-base-special-erfcinv'
import exp from '@stdlib/math-base-special-exp'

const inverseRootTwoPi = 0.3989422804014327

/** Density of the standard normal distribution. */
export function normalPdf(z: number): number {
  return inverseRootTwoPi * exp(-0.5 * z * z)
}

/** Share of the standard normal distribution at or below `z`; full relative precision in the lower tail. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2)
}

/** The z below which a share `p` of the standard normal distribution lies; infinite at 0 and 1. Precise down to 1e-300. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p)
}

/** Nodes per unit, and how far out they go. */
const perUnit = 64

const reach = 8

/** Distribution function and density at each node. */
let nodes: { readonly shares: Float64Array; readonly densities: Float64Array } | undefined

function makeNodes(): NonNullable<typeof nodes> {
  const size = 2 * reach * perUnit + 1
  const shares = new Float64Array(size)
  const densities = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    shares[k] = normalCdf(k / perUnit - reach)
    densities[k] = normalPdf(k / perUnit - reach)
  }
  return { shares, densities }
}

/**
 * Share of the standard normal distribution at or below `z`, to 1e-12 and, in the lower tail, to 1e-8 of itself: Taylor's series at the
 * nearest node of a table. Several times as fast as `normalCdf`.
 */
export function quickNormalCdf(z: number): number {
  if (!(z > -reach && z < reach)) return normalCdf(z)
  nodes ??= makeNodes()
  const k = Math.floor((z + reach) * perUnit + 0.5)
  const node = k / perUnit - reach
  const d = z - node
  const square = node * node
  const series = 1 - d * (node / 2 - d * ((square - 1) / 6 - (d * node * (square - 3)) / 24))
  return nodes.shares[k] + nodes.densities[k] * d * series
}
