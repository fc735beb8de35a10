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
 * on the multipliers makes targets out of reach come out as the nearest point that can be reached. Of all weights none of which is above `cap`, where one is given: then
 * they are the lesser of the cap and a multiple of that product. Cost: steps × rows × features², or × features.
 *
 * @see Csiszár, 1975, I-divergence geometry of probability distributions and minimization problems
 */
export function tilt(
  features: readonly Float64Array[],
  base: Float64Array,
  targets: Float64Array,
  cap: number = Number.POSITIVE_INFINITY,
): Tilt {
  const total = base.reduce((sum, weight) => sum + weight, 0)
  const start = base.map((weight) => weight / total)
  const scales = features.map((feature) => deviation(feature, start))
  // A feature without spread can't be moved.
  const movable = features.map((_, k) => k).filter((k) => scales[k] > 0)
  const scaled = movable.map((k) => features[k]?.map((value) => (value - targets[k]) / scales[k]) as Float64Array)
  const dual = new Dual(scaled, start, cap)
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

/** The weights, times a factor, of sum 1 where none is more than the cap; all positive ones at the cap where these are too few. */
export function capped(weights: Float64Array, cap: number): Float64Array {
  const logs = weights.map((weight) => ln(weight))
  return atMost(logs, cap, cappingFactor(logs, cap))
}

function atMost(logs: Float64Array, cap: number, factor: number): Float64Array {
  return logs.map((log) => (log === Number.NEGATIVE_INFINITY ? 0 : Math.min(cap, exp(log + factor))))
}

/** The log of that factor. The greatest weights are held at the cap, as few of them as will do. */
function cappingFactor(logs: Float64Array, cap: number): number {
  const sorted = logs.slice().sort()
  // Logs of the sums of the least weights: by logs, as what the greatest leave may be smaller than any number beside them.
  const sums = new Float64Array(sorted.length)
  let before = Number.NEGATIVE_INFINITY
  for (const [i, log] of sorted.entries()) {
    before = log === Number.NEGATIVE_INFINITY ? log : log + ln(1 + exp(before - log))
    sums[i] = before
  }
  for (let held = 0; held < sorted.length && held * cap < 1; held++) {
    const last = sorted.length - held - 1
    if (sorted[last] === Number.NEGATIVE_INFINITY) break
    const factor = ln(1 - held * cap) - sums[last]
    if (sorted[last] + factor <= ln(cap)) return factor
  }
  return Number.POSITIVE_INFINITY
}

/** The log-partition function of features that are wanted to be 0 on average; under a cap, the dual at the best multiplier of the sum of the weights. */
class Dual {
  readonly features: readonly Float64Array[]
  readonly #base: Float64Array
  readonly #cap: number

  constructor(features: readonly Float64Array[], base: Float64Array, cap: number) {
    this.features = features
    this.#base = base
    this.#cap = cap
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
    const value = greatest + ln(sum)
    if (weights.some((weight) => weight > this.#cap)) return this.#capped(multipliers)
    return { value, weights, means: Float64Array.from(this.features, (feature) => meanOf(feature, weights)) }
  }

  #capped(multipliers: Float64Array): Point {
    const logs = this.#base.map((weight) => ln(weight))
    this.features.forEach((feature, k) => {
      for (let row = 0; row < logs.length; row++) logs[row] += multipliers[k] * feature[row]
    })
    const factor = cappingFactor(logs, this.#cap)
    const weights = atMost(logs, this.#cap, factor)
    // What the Lagrangian gains by each row that is held at the cap.
    const held = logs.reduce((total, log) => total + this.#cap * Math.max(0, log + factor - ln(this.#cap)), 0)
    return { value: held - factor, weights, means: Float64Array.from(this.features, (feature) => meanOf(feature, weights)) }
  }

  /** Covariances of the features under the weights, row by row; rows that are held at the cap do not move. */
  covariances({ weights: all, means: allMeans }: Point): Float64Array {
    const k = this.features.length
    const matrix = new Float64Array(k * k)
    const isHeld = all.some((weight) => weight >= this.#cap)
    const weights = isHeld ? all.map((weight) => (weight >= this.#cap ? 0 : weight)) : all
    const free = isHeld ? weights.reduce((sum, weight) => sum + weight, 0) : 1
    const means = isHeld ? this.features.map((feature) => meanOf(feature, weights)) : allMeans
    const weighted = new Float64Array(weights.length)
    this.features.forEach((feature, i) => {
      for (let row = 0; row < weights.length; row++) weighted[row] = weights[row] * feature[row]
      for (let j = 0; j <= i; j++) {
        const entry = meanOf(this.features[j], weighted) - (free > 0 ? (means[i] * means[j]) / free : 0)
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
