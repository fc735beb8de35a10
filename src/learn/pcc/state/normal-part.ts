import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import { fastLn } from '../../../stats/special/fast-exp-ln.js'
import type { NormalPrior } from './columns.js'
import { enlarged, swap } from './kernels.js'

const halfLogPi = 0.5723649429247001

/** ln Γ((ν + n) / 2) by n, of the last few ν: filled in as needed, the same for all columns. */
const logGammas = new Map<number, number[]>()
const mostKept = 16

function logGammasOf(varianceRows: number): number[] {
  const known = logGammas.get(varianceRows)
  if (known) return known
  if (logGammas.size === mostKept) logGammas.clear()
  const made: number[] = []
  logGammas.set(varianceRows, made)
  return made
}

/**
 * Sums over the continuous rest of one column in every category of a view, with mean and variance integrated out under a
 * normal-inverse-chi-squared prior; the predictive distribution is Student's t.
 * @see Murphy 2007, Conjugate Bayesian analysis of the Gaussian distribution
 */
export class NormalPart {
  readonly values: Float64Array
  prior: NormalPrior
  counts: Int32Array
  sums: Float64Array
  squares: Float64Array
  /** The predictive density of category k at x is exp(constants) (1 + widths (x - centres)²)^-exponents. */
  constants: Float64Array
  centres: Float64Array
  widths: Float64Array
  exponents: Float64Array
  /** ln Γ((ν + n + 1) / 2) - ln Γ((ν + n) / 2) by n, filled in as needed. */
  #ratios: Float64Array

  constructor(values: Float64Array, prior: NormalPrior, capacity: number) {
    this.values = values
    this.prior = prior
    this.counts = new Int32Array(capacity)
    this.sums = new Float64Array(capacity)
    this.squares = new Float64Array(capacity)
    this.constants = new Float64Array(0)
    this.centres = this.constants
    this.widths = this.constants
    this.exponents = this.constants
    this.#ratios = this.constants
  }

  add(row: number, category: number, amount: 1 | -1): void {
    this.count(row, category, amount)
    this.refresh(category)
  }

  /** Counts without the predictive distribution, which `refresh` then brings up to date. */
  count(row: number, category: number, amount: 1 | -1): void {
    const value = this.values[row]
    const left = this.counts[category] + amount
    this.counts[category] = left
    // An empty category starts from exact zeros, so that rounding doesn't pile up over its lives.
    this.sums[category] = left === 0 ? 0 : this.sums[category] + amount * value
    this.squares[category] = left === 0 ? 0 : this.squares[category] + amount * value * value
  }

  setPrior(prior: NormalPrior): void {
    if (prior.varianceRows !== this.prior.varianceRows) this.#ratios.fill(Number.NaN)
    this.prior = prior
    this.#refreshAll()
  }

  refresh(category: number): void {
    const { location, meanRows, varianceRows, variance } = this.prior
    const n = this.counts[category]
    const rows = meanRows + n
    const degrees = varianceRows + n
    const centre = (meanRows * location + this.sums[category]) / rows
    const sum = varianceRows * variance + this.squares[category] + meanRows * location * location - rows * centre * centre
    // t with `degrees` degrees of freedom and squared scale sum / degrees × (rows + 1) / rows.
    const spread = (Math.max(sum, 1e-300) * (rows + 1)) / rows
    this.centres[category] = centre
    this.widths[category] = 1 / spread
    this.exponents[category] = (degrees + 1) / 2
    this.constants[category] = this.#ratio(n) - halfLogPi - 0.5 * fastLn(spread)
  }

  /** Exchanges two categories. */
  swap(a: number, b: number): void {
    for (const values of [this.counts, this.sums, this.squares, this.constants, this.centres, this.widths, this.exponents])
      swap(values, a, b)
  }

  grow(capacity: number): void {
    this.counts = enlarged(this.counts, capacity)
    this.sums = enlarged(this.sums, capacity)
    this.squares = enlarged(this.squares, capacity)
    this.#refreshAll()
  }

  #refreshAll(): void {
    const { length } = this.counts
    if (this.constants.length < length) {
      this.constants = new Float64Array(length)
      this.centres = new Float64Array(length)
      this.widths = new Float64Array(length)
      this.exponents = new Float64Array(length)
    }
    for (let k = 0; k < length; k++) this.refresh(k)
  }

  /** Log predictive density of a row's value in a category as it is. */
  logDensity(row: number, category: number): number {
    return this.constants[category] - this.logLoss(row, category)
  }

  /** How much the log predictive density of a row's value is below its greatest value, at the centre. */
  logLoss(row: number, category: number): number {
    const distance = this.values[row] - this.centres[category]
    return this.exponents[category] * fastLn(1 + this.widths[category] * distance * distance)
  }

  /** Log marginal likelihood of the values in the categories `from` (included) to `to` (excluded). */
  logMarginal(from: number, to: number, prior = this.prior): number {
    const { location, meanRows, varianceRows, variance } = prior
    const logPriorSum = ln(varianceRows * variance)
    const ofPrior = 0.5 * ln(meanRows) + 0.5 * varianceRows * logPriorSum - gammaln(varianceRows / 2)
    const logGammas = logGammasOf(varianceRows)
    let log = 0
    // What depends on the number of values alone; many categories have as many as the one before.
    let [ofCount, counted] = [0, -1]
    for (let k = from; k < to; k++) {
      const n = this.counts[k]
      if (n === 0) continue
      const rows = meanRows + n
      const degrees = varianceRows + n
      const centre = (meanRows * location + this.sums[k]) / rows
      const sum = varianceRows * variance + this.squares[k] + meanRows * location * location - rows * centre * centre
      if (n !== counted) {
        logGammas[n] ??= gammaln(degrees / 2)
        ofCount = ofPrior + logGammas[n] - 0.5 * fastLn(rows)
        counted = n
      }
      log += ofCount - 0.5 * degrees * fastLn(Math.max(sum, 1e-300)) - n * halfLogPi
    }
    return log
  }

  #ratio(n: number): number {
    const { length } = this.#ratios
    if (n >= length) this.#ratios = enlarged(this.#ratios, 2 * n + 16).fill(Number.NaN, length)
    let ratio = this.#ratios[n]
    if (Number.isNaN(ratio)) {
      const degrees = this.prior.varianceRows + n
      ratio = gammaln((degrees + 1) / 2) - gammaln(degrees / 2)
      this.#ratios[n] = ratio
    }
    return ratio
  }
}
