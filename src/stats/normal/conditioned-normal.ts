import ln from '@stdlib/math-base-special-ln'
import { PivotedCholesky } from '../matrix/cholesky.js'
import { logNormalBetween, truncatedMean } from './truncated-normal.js'

/**
 * A normal vector with unit variances of which some components are known, some lie between bounds and the others are free. In
 * this order, component `order[i]` is the sum of `triangle[i, j] * noise[j]` over j <= i, and the noise is standard normal.
 */
export interface ConditionedNormal {
  readonly size: number
  readonly order: readonly number[]
  readonly triangle: Float64Array
  /** The noise that makes the known components what they are. */
  readonly known: Float64Array
  /** Log density of the known components. */
  readonly logDensity: number
  readonly bounded: TriangularBox
}

/** Bounds on standard normal noise: `lower[i] < noise[i] + Σ_{j<i} triangle[i, j] * noise[j] < upper[i]`. */
export interface TriangularBox {
  readonly size: number
  /** Row by row, with zeros on and above the diagonal. */
  readonly triangle: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

const halfLogTwoPi = 0.9189385332046727

/**
 * The vector with these correlations and bounds; a component is known where the bounds are equal and free where both are
 * infinite. Bounded components come in the order that makes their probabilities easiest to tell: always the one next that is
 * least likely to be within its bounds, the others before it being at their expectations.
 * @see Gibson, Glasbey and Elston 1994, Monte Carlo evaluation of multivariate normal integrals and sensitivity to variate ordering
 */
export function conditionNormal(correlations: Float64Array, size: number, lower: Float64Array, upper: Float64Array): ConditionedNormal {
  const factor = new PivotedCholesky(correlations, size)
  const components = Array.from({ length: size }, (_, i) => i)
  const isKnown = (i: number) => lower[i] === upper[i]
  const isFree = (i: number) => lower[i] === Number.NEGATIVE_INFINITY && upper[i] === Number.POSITIVE_INFINITY
  const known: number[] = []
  let logDensity = 0
  for (const i of components.filter(isKnown)) {
    const deviation = factor.deviation(i)
    const noise = (lower[i] - factor.means[i]) / deviation
    logDensity -= 0.5 * noise * noise + halfLogTwoPi + ln(deviation)
    known.push(noise)
    factor.take(i, noise)
  }
  const shifts = factor.means.slice()
  const bounded = components.filter((i) => !isKnown(i) && !isFree(i))
  while (factor.order.length < known.length + bounded.length) takeLeastLikely(factor, bounded, lower, upper)
  for (const i of components.filter(isFree)) factor.take(i, 0)
  const { order } = factor
  const triangle = factor.triangle()
  const box = triangularBox(triangle, size, known.length, bounded.length, (row) => {
    const i = order[row]
    return [lower[i] - shifts[i], upper[i] - shifts[i]]
  })
  return { size, order, triangle, known: Float64Array.from(known), logDensity, bounded: box }
}

function takeLeastLikely(factor: PivotedCholesky, components: readonly number[], lower: Float64Array, upper: Float64Array): void {
  let least = Number.POSITIVE_INFINITY
  let best = -1
  let noise = 0
  for (const i of components) {
    if (factor.order.includes(i)) continue
    const deviation = factor.deviation(i)
    const low = (lower[i] - factor.means[i]) / deviation
    const high = (upper[i] - factor.means[i]) / deviation
    const logShare = logNormalBetween(low, high)
    if (best >= 0 && logShare >= least) continue
    least = logShare
    best = i
    noise = truncatedMean(low, high, logShare)
  }
  factor.take(best, noise)
}

/** Rows `first` to `first + count` of a triangle as bounds of their own noise, each in units of its diagonal. */
function triangularBox(
  triangle: Float64Array,
  size: number,
  first: number,
  count: number,
  boundsOf: (row: number) => [number, number],
): TriangularBox {
  const scaled = new Float64Array(count * count)
  const lower = new Float64Array(count)
  const upper = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const row = first + i
    const diagonal = triangle[row * size + row]
    const [low, high] = boundsOf(row)
    lower[i] = low / diagonal
    upper[i] = high / diagonal
    for (let j = 0; j < i; j++) scaled[i * count + j] = triangle[row * size + first + j] / diagonal
  }
  return { size: count, triangle: scaled, lower, upper }
}
