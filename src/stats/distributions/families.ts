import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import { normalCdf, normalQuantile } from '../normal/normal.js'
import { incompleteBeta } from '../special/incomplete-beta.js'
import { chiSquaredAbove } from '../tests/chi-squared.js'

/** A distribution of numbers. */
export interface Distribution {
  /** Share at or below `x`. */
  cdf(x: number): number
  /** The least number at or below which a share `p` lies, 0 < p < 1. */
  quantile(p: number): number
}

interface Family {
  /** What the parameters are, in their order. */
  readonly parameters: readonly string[]
  /** Whole numbers only. */
  readonly discrete: boolean
  /** What is wrong with these parameters, or null. */
  problem(a: number, b: number): string | null
  make(a: number, b: number): Distribution
}

/** Values of a discrete distribution that are kept in a table, at most. */
const mostValues = 1_000_000
/** A discrete distribution is cut off so many standard deviations from its mean, and so many values. */
const farthest = 15
const margin = 40

const positive = (names: string, ...values: readonly number[]): string | null =>
  values.every((value) => value > 0) ? null : `${names} must be above 0`

/** The families that a law may name. */
export const families = {
  normal: {
    parameters: ['mean', 'standard deviation'],
    discrete: false,
    problem: (_, deviation) => positive('the standard deviation', deviation),
    make: (mean, deviation) => ({
      cdf: (x) => normalCdf((x - mean) / deviation),
      quantile: (p) => mean + deviation * normalQuantile(p),
    }),
  },
  lognormal: {
    parameters: ['mean of the logarithm', 'standard deviation of the logarithm'],
    discrete: false,
    problem: (_, deviation) => positive('the standard deviation of the logarithm', deviation),
    make: (mean, deviation) => ({
      cdf: (x) => (x <= 0 ? 0 : normalCdf((ln(x) - mean) / deviation)),
      quantile: (p) => exp(mean + deviation * normalQuantile(p)),
    }),
  },
  uniform: {
    parameters: ['least', 'most'],
    discrete: false,
    problem: (low, high) => (low < high ? null : 'the first number must be below the second'),
    make: (low, high) => ({
      cdf: (x) => Math.min(1, Math.max(0, (x - low) / (high - low))),
      quantile: (p) => low + p * (high - low),
    }),
  },
  exponential: {
    parameters: ['mean'],
    discrete: false,
    problem: (mean) => positive('the mean', mean),
    make: (mean) => ({ cdf: (x) => (x <= 0 ? 0 : 1 - exp(-x / mean)), quantile: (p) => -mean * ln(1 - p) }),
  },
  gamma: {
    parameters: ['shape', 'scale'],
    discrete: false,
    problem: (shape, scale) => positive('shape and scale', shape, scale),
    make: gamma,
  },
  beta: {
    parameters: ['first shape', 'second shape'],
    discrete: false,
    problem: (a, b) => positive('both shapes', a, b),
    make: beta,
  },
  poisson: {
    parameters: ['mean'],
    discrete: true,
    problem: (mean) => positive('the mean', mean) ?? tooWide(Math.sqrt(mean)),
    make: (mean) => {
      const logMean = ln(mean)
      const [low, high] = around(mean, Math.sqrt(mean), 0, Number.POSITIVE_INFINITY)
      return tabled(low, high, (k) => k * logMean - mean - gammaln(k + 1))
    },
  },
  binomial: {
    parameters: ['trials', 'probability'],
    discrete: true,
    problem: (n, p) => {
      if (!(Number.isSafeInteger(n) && n > 0)) return 'the trials must be a whole number above 0'
      return p > 0 && p < 1 ? tooWide(Math.sqrt(n * p * (1 - p))) : 'the probability must be between 0 and 1'
    },
    make: (n, p) => {
      const [lnP, lnQ, all] = [ln(p), ln(1 - p), gammaln(n + 1)]
      const [low, high] = around(n * p, Math.sqrt(n * p * (1 - p)), 0, n)
      return tabled(low, high, (k) => all - gammaln(k + 1) - gammaln(n - k + 1) + k * lnP + (n - k) * lnQ)
    },
  },
  zipf: {
    parameters: ['exponent', 'number of values'],
    discrete: true,
    problem: (exponent, count) => {
      if (!(exponent > 0)) return 'the exponent must be above 0'
      return Number.isSafeInteger(count) && count > 0 && count <= mostValues
        ? null
        : `the number of values must be a whole number from 1 to ${mostValues}`
    },
    make: (exponent, count) => tabled(1, count, (k) => -exponent * ln(k)),
  },
} as const satisfies Readonly<Record<string, Family>>

export type FamilyName = keyof typeof families

/** What is wrong with the parameters of a family, or null. */
export function parameterProblem(name: FamilyName, parameters: readonly number[]): string | null {
  const [a = 0, b = 0] = parameters
  return (families[name] as Family).problem(a, b)
}

/** The distribution of these parameters, which must have no problem. */
export function distributionOf(name: FamilyName, parameters: readonly number[]): Distribution {
  const [a = 0, b = 0] = parameters
  return (families[name] as Family).make(a, b)
}

function gamma(shape: number, scale: number): Distribution {
  const logScale = gammaln(shape)
  const cdf = (x: number): number => (x <= 0 ? 0 : 1 - chiSquaredAbove(2 * x, 2 * shape))
  const density = (x: number): number => exp((shape - 1) * ln(x) - x - logScale)
  // Wilson and Hilferty, 1931; and the first term of the series where that fails, near 0.
  const start = (p: number): number => {
    const cube = 1 - 1 / (9 * shape) + normalQuantile(p) / (3 * Math.sqrt(shape))
    return shape >= 1 && cube > 0.3 ? shape * cube * cube * cube : exp((ln(p) + gammaln(shape + 1)) / shape)
  }
  return { cdf: (x) => cdf(x / scale), quantile: (p) => scale * invertCdf(cdf, density, p, [0, Number.POSITIVE_INFINITY], start(p)) }
}

function beta(a: number, b: number): Distribution {
  const logScale = gammaln(a) + gammaln(b) - gammaln(a + b)
  const cdf = (x: number): number => incompleteBeta(x, a, b)
  const density = (x: number): number => exp((a - 1) * ln(x) + (b - 1) * ln(1 - x) - logScale)
  return { cdf, quantile: (p) => invertCdf(cdf, density, p, [0, 1], a / (a + b)) }
}

function around(mean: number, deviation: number, least: number, most: number): [number, number] {
  const reach = farthest * deviation + margin
  return [Math.max(least, Math.floor(mean - reach)), Math.min(most, Math.ceil(mean + reach))]
}

function tooWide(deviation: number): string | null {
  return 2 * farthest * deviation < mostValues ? null : 'the numbers are too large for whole steps; state a normal law'
}

/** Whole numbers from `low` to `high` with these logs of their probabilities, up to a constant. */
function tabled(low: number, high: number, logProbability: (k: number) => number): Distribution {
  const logs = Float64Array.from({ length: high - low + 1 }, (_, i) => logProbability(low + i))
  const greatest = logs.reduce((a, b) => Math.max(a, b))
  let sum = 0
  const upTo = logs.map((log) => {
    sum += exp(log - greatest)
    return sum
  })
  return {
    cdf: (x) => (x < low ? 0 : upTo[Math.min(Math.floor(x), high) - low] / sum),
    quantile: (p) => low + firstAtLeast(upTo, p * sum),
  }
}

/** The first position of an ascending array whose value is at least `wanted`; the last one where none is. */
export function firstAtLeast(ascending: Float64Array, wanted: number): number {
  let [from, to] = [0, ascending.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (ascending[middle] >= wanted) to = middle
    else from = middle + 1
  }
  return from
}

const mostSteps = 300

const enough = 1e-14

/** The `x` of a continuous distribution at which `cdf(x)` is `p`: Newton's method from `start`, with bisection where that leaves the bracket. */
function invertCdf(
  cdf: (x: number) => number,
  density: (x: number) => number,
  p: number,
  support: readonly [number, number],
  start: number,
): number {
  let [low, high] = support
  let x = start > low && start < high ? start : Number.isFinite(high) ? (low + high) / 2 : low + 1
  for (let step = 0; step < mostSteps; step++) {
    const error = cdf(x) - p
    if (error === 0) return x
    if (error < 0) low = x
    else high = x
    const newton = x - error / density(x)
    const next = newton > low && newton < high ? newton : Number.isFinite(high) ? (low + high) / 2 : 2 * x
    if (Math.abs(next - x) <= enough * Math.abs(next)) return next
    x = next
  }
  return x
}
