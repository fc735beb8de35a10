import { fastLn } from '../../../stats/special/fast-exp-ln.js'
import { RisingLogs } from '../../../stats/special/log-probabilities.js'
import { swap } from './kernels.js'

/**
 * Counts of the outcomes of one column in every category of a view, with the Dirichlet prior `concentration × base` integrated out.
 * Tables are laid out outcome by outcome, so that a row is scored against all categories in one run through memory.
 */
export class DiscretePart {
  readonly codes: Int32Array
  readonly base: Float64Array
  concentration: number
  /** Rows of each outcome and category, at outcome × capacity + category. */
  counts: Int32Array
  /** Log of count + concentration × base, at the same places. */
  logs: Float64Array
  #capacity: number

  constructor(codes: Int32Array, base: Float64Array, concentration: number, capacity: number) {
    this.codes = codes
    this.base = base
    this.concentration = concentration
    this.#capacity = capacity
    this.counts = new Int32Array(base.length * capacity)
    this.logs = new Float64Array(0)
  }

  add(row: number, category: number, amount: 1 | -1): void {
    const outcome = this.codes[row]
    const at = outcome * this.#capacity + category
    const count = this.counts[at] + amount
    this.counts[at] = count
    this.logs[at] = fastLn(count + this.concentration * this.base[outcome])
  }

  /** Counts without the logs, which `setConcentration` then brings up to date. */
  count(row: number, category: number): void {
    const at = this.codes[row] * this.#capacity + category
    this.counts[at] += 1
  }

  setConcentration(concentration: number): void {
    this.concentration = concentration
    if (this.logs.length < this.counts.length) this.logs = new Float64Array(this.counts.length)
    for (let x = 0; x < this.base.length; x++) {
      const prior = concentration * this.base[x]
      const empty = fastLn(prior)
      for (let at = x * this.#capacity; at < (x + 1) * this.#capacity; at++) {
        this.logs[at] = this.counts[at] === 0 ? empty : fastLn(this.counts[at] + prior)
      }
    }
  }

  /** Exchanges two categories. */
  swap(a: number, b: number): void {
    for (let start = 0; start < this.counts.length; start += this.#capacity) {
      swap(this.counts, start + a, start + b)
      swap(this.logs, start + a, start + b)
    }
  }

  grow(capacity: number): void {
    const old = this.#capacity
    const { counts } = this
    this.counts = new Int32Array(this.base.length * capacity)
    for (let x = 0; x < this.base.length; x++) this.counts.set(counts.subarray(x * old, (x + 1) * old), x * capacity)
    this.#capacity = capacity
    this.setConcentration(this.concentration)
  }

  /** Log of the numerator of the predictive probability of a row's outcome in a category. */
  logNumerator(row: number, category: number): number {
    return this.logs[this.codes[row] * this.#capacity + category]
  }

  /** Log marginal likelihood of the outcomes in the categories `from` (included) to `to` (excluded), whose sizes are given. */
  logMarginal(sizes: ArrayLike<number>, from: number, to: number, concentration = this.concentration): number {
    let log = 0
    const ofSizes = new RisingLogs(concentration)
    for (let k = from; k < to; k++) if (sizes[k] !== 0) log -= ofSizes.of(sizes[k])
    for (let x = 0; x < this.base.length; x++) {
      const ofCounts = new RisingLogs(concentration * this.base[x])
      const start = x * this.#capacity
      for (let k = from; k < to; k++) {
        const count = this.counts[start + k]
        if (count > 0) log += ofCounts.of(count)
      }
    }
    return log
  }
}
