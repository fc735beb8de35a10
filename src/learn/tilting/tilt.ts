import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { cholesky } from '../../stats/matrix/cholesky.js'
import { minimize } from '../linear/lbfgs.js'

/** Weights of rows under which features have wanted means, as near to the weights before as can be. */
export interface Tilt {
  /** Of sum 1. */
  readonly weights: Float64Array
  /** Means of the features under them. */
  readonly means: Float64Array
  /** Whether they are the wanted ones; if not, they are as near as the rows let them be, each measured in its standard deviation. */
  readonly reached: boolean
}

/** Penalties on the multipliers, one after the other: with the first the problem is tame, with the last it is nearly the real one. */
const penalties = [1e-2, 1e-4, 1e-6, 1e-8, 1e-10]
/** Most features for Newton's method, each step of which costs rows × features². */
const mostForNewton = 48
const mostSteps = 50
/** How far a mean may be off, in standard deviations of its feature. */
const tolerance = 1e-6

/**
 * The weights w that minimise sum w ln(w / base) subject to sum w f = target for every feature f: the I-projection, which is
 * base × exp(sum of multiplier × feature). Newton's method on the dual, which is convex; for many features quasi-Newton steps. A vanishing penalty
 * on the multipliers makes targets out of reach come out as the nearest point that can be reached. Cost: steps × rows × features², or × features.
 *
 * @see Csiszár, 1975, I-divergence geometry of probability distributions and minimization problems
 */
export function tilt(features: readonly Float64Array[], base: Float64Array, targets: Float64Array): Tilt {
  const total = base.reduce((sum, weight) => sum + weight, 0)
  const start = base.map((weight) => weight / total)
  const scales = features.map((feature) => deviation(feature, start))
  // A feature without spread can't be moved.
  const movable = features.map((_, k) => k).filter((k) => scales[k] > 0)
  const scaled = movable.map((k) => features[k]?.map((value) => (value - targets[k]) / scales[k]) as Float64Array)
  const dual = new Dual(scaled, start)
  let multipliers: Float64Array = new Float64Array(scaled.length)
  for (const penalty of penalties) {
    multipliers = scaled.length <= mostForNewton ? newton(dual, multipliers, penalty) : quasiNewton(dual, multipliers, penalty)
    if (dual.at(multipliers).means.every((mean) => Math.abs(mean) <= tolerance)) break
  }
  const { weights } = dual.at(multipliers)
  const means = Float64Array.from(features, (feature) => meanOf(feature, weights))
  const reached = features.every((_, k) => {
    const scale = scales[k] || 1e-9 * (1 + Math.abs(targets[k]))
    return Math.abs(means[k] - targets[k]) <= 2 * tolerance * scale
  })
  return { weights, means, reached }
}

function meanOf(values: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let row = 0; row < weights.length; row++) sum += weights[row] * values[row]
  return sum
}

/** How many equally weighted rows the weighted ones are worth (Kish). */
export function effectiveRows(weights: Float64Array): number {
  let [sum, squares] = [0, 0]
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  return squares > 0 ? (sum * sum) / squares : 0
}

function deviation(values: Float64Array, weights: Float64Array): number {
  const mean = meanOf(values, weights)
  let sum = 0
  for (let row = 0; row < weights.length; row++) sum += weights[row] * (values[row] - mean) ** 2
  return sum <= 1e-18 * mean * mean ? 0 : Math.sqrt(sum)
}

interface Point {
  /** ln of the sum of base × exp(multipliers · features). */
  readonly value: number
  readonly weights: Float64Array
  readonly means: Float64Array
}

/** The log-partition function of features that are wanted to be 0 on average. */
class Dual {
  readonly features: readonly Float64Array[]
  readonly #base: Float64Array

  constructor(features: readonly Float64Array[], base: Float64Array) {
    this.features = features
    this.#base = base
  }

  at(multipliers: Float64Array): Point {
    const weights = new Float64Array(this.#base.length)
    this.features.forEach((feature, k) => {
      const multiplier = multipliers[k]
      for (let row = 0; row < weights.length; row++) weights[row] += multiplier * feature[row]
    })
    let greatest = Number.NEGATIVE_INFINITY
    for (let row = 0; row < weights.length; row++) if (this.#base[row] > 0 && weights[row] > greatest) greatest = weights[row]
    let sum = 0
    for (let row = 0; row < weights.length; row++) {
      const weight = this.#base[row] > 0 ? this.#base[row] * exp(weights[row] - greatest) : 0
      weights[row] = weight
      sum += weight
    }
    for (let row = 0; row < weights.length; row++) weights[row] /= sum
    return { value: greatest + ln(sum), weights, means: Float64Array.from(this.features, (feature) => meanOf(feature, weights)) }
  }

  /** Covariances of the features under the weights, row by row. */
  covariances({ weights, means }: Point): Float64Array {
    const k = this.features.length
    const matrix = new Float64Array(k * k)
    const weighted = new Float64Array(weights.length)
    this.features.forEach((feature, i) => {
      for (let row = 0; row < weights.length; row++) weighted[row] = weights[row] * feature[row]
      for (let j = 0; j <= i; j++) {
        const entry = meanOf(this.features[j], weighted) - means[i] * means[j]
        matrix[i * k + j] = entry
        matrix[j * k + i] = entry
      }
    })
    return matrix
  }
}

function penalised(value: number, multipliers: Float64Array, penalty: number): number {
  return value + (penalty / 2) * multipliers.reduce((sum, multiplier) => sum + multiplier * multiplier, 0)
}

function newton(dual: Dual, start: Float64Array, penalty: number): Float64Array {
  let multipliers = start
  let point = dual.at(multipliers)
  for (let step = 0; step < mostSteps; step++) {
    const gradient = point.means.map((mean, k) => mean + penalty * multipliers[k])
    const direction = solved(dual.covariances(point), gradient, penalty)
    const slope = direction.reduce((sum, value, k) => sum + value * gradient[k], 0)
    if (slope <= 1e-16) break
    const before = penalised(point.value, multipliers, penalty)
    let size = 1
    let next = multipliers
    let reached = point
    for (; size > 1e-8; size /= 2) {
      next = multipliers.map((value, k) => value - size * direction[k])
      reached = dual.at(next)
      if (penalised(reached.value, next, penalty) <= before - 1e-4 * size * slope) break
    }
    if (size <= 1e-8) break
    multipliers = next
    point = reached
  }
  return multipliers
}

/** The solution of (matrix + ridge) x = right; the ridge grows where rounding has left the matrix indefinite. */
function solved(matrix: Float64Array, right: Float64Array, ridge: number): Float64Array {
  const k = right.length
  for (let extra = ridge; ; extra *= 10) {
    const ridged = matrix.slice()
    for (let i = 0; i < k; i++) ridged[i * k + i] += extra
    const lower = cholesky(ridged, k)
    if (!lower) continue
    const x = right.slice()
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < i; j++) x[i] -= lower[i * k + j] * x[j]
      x[i] /= lower[i * k + i]
    }
    for (let i = k - 1; i >= 0; i--) {
      for (let j = i + 1; j < k; j++) x[i] -= lower[j * k + i] * x[j]
      x[i] /= lower[i * k + i]
    }
    return x
  }
}

function quasiNewton(dual: Dual, start: Float64Array, penalty: number): Float64Array {
  const objective = (multipliers: Float64Array, gradient: Float64Array): number => {
    const { value, means } = dual.at(multipliers)
    for (let k = 0; k < gradient.length; k++) gradient[k] = means[k] + penalty * multipliers[k]
    return penalised(value, multipliers, penalty)
  }
  return minimize(objective, start, { tolerance: 1e-15, memory: 20, maxSteps: 300 }).x
}
