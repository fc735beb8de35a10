import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { fastExp, fastLn } from '../../../stats/special/fast-exp-ln.js'
import type { Work } from '../../turn.js'
import { crpLogProbability } from '../chain/crp.js'
import type { ColumnPrior, PccColumn } from './columns.js'
import { Component } from './component.js'
import { addTerms, enlarged, swap } from './kernels.js'
import type { NormalPart } from './normal-part.js'

/** Categories whose weight is below e^-22 of another's are passed over: a hundred of them together have less than 3e-8 of the probability. */
const negligible = 22

/** Rows that are put into categories before others may have their turn. */
export const rowsInATurn = 1000

/** Columns that share one partition of the rows into categories, with everything but the partition integrated out. */
export class View {
  readonly components = new Map<number, Component>()
  /** Rows that are in, from row 0 on, and the category of each; -1 while a row is moved. */
  rows: number
  categories: Int32Array
  /** Rows in each category; empty categories lie in between, none beyond `used`. */
  sizes: Int32Array
  used = 0
  concentration: number
  /** Log prior weight of each category, with the denominators of the predictive probabilities divided out; -Infinity where empty. */
  #weights: Float64Array
  /** The same by size, filled in as needed. */
  #weightOf: Float64Array
  /** The log weight of a category without rows. */
  #newWeight = 0
  #scores: Float64Array
  #candidates: Int32Array
  #list: readonly Component[] = []
  /** The columns in which the row that is scored has a value. */
  #active: NormalPart[] = []
  #activeCount = 0
  /** The arrays, and places in them, whose sum is the log weight of the row that is scored. */
  readonly #terms: Float64Array[] = []
  readonly #starts: number[] = []

  constructor(categories: Int32Array, concentration: number) {
    this.rows = categories.length
    this.categories = categories
    this.concentration = concentration
    for (let i = 0; i < categories.length; i++) this.used = Math.max(this.used, categories[i] + 1)
    const capacity = Math.max(16, 2 * this.used)
    this.sizes = new Int32Array(capacity)
    this.#weights = new Float64Array(capacity)
    this.#scores = new Float64Array(capacity)
    this.#candidates = new Int32Array(capacity)
    this.#weightOf = new Float64Array(categories.length + 1)
    for (let i = 0; i < categories.length; i++) this.sizes[categories[i]] += 1
    this.refresh()
  }

  get capacity(): number {
    return this.sizes.length
  }

  /** The component that the column would be, given this view's partition. */
  componentOf(column: PccColumn, prior: ColumnPrior): Component {
    return Component.of(column, prior, this.categories, this.rows, this.capacity)
  }

  attach(position: number, component: Component): void {
    component.ready()
    this.components.set(position, component)
    this.refresh()
  }

  detach(position: number): void {
    this.components.delete(position)
    this.refresh()
  }

  /** Brings the weights up to date after columns or their concentrations have changed. */
  refresh(): void {
    this.#list = [...this.components.values()]
    this.#weightOf.fill(Number.NaN)
    this.#weightOf[0] = Number.NEGATIVE_INFINITY
    this.#newWeight = ln(this.concentration)
    for (const { discrete } of this.#list) this.#newWeight -= ln(discrete.concentration)
    for (let k = 0; k < this.capacity; k++) this.#weights[k] = this.weightOf(this.sizes[k])
  }

  /** Log prior weight of a category of so many rows, with the denominators of the predictive probabilities divided out. */
  weightOf(size: number): number {
    let weight = this.#weightOf[size]
    if (Number.isNaN(weight)) {
      weight = fastLn(size)
      for (const { discrete } of this.#list) weight -= fastLn(size + discrete.concentration)
      this.#weightOf[size] = weight
    }
    return weight
  }

  insert(row: number, category: number): void {
    this.#change(row, category, 1)
    this.categories[row] = category
  }

  remove(row: number): void {
    this.#change(row, this.categories[row], -1)
    this.categories[row] = -1
  }

  #change(row: number, category: number, amount: 1 | -1): void {
    const size = this.sizes[category] + amount
    this.sizes[category] = size
    this.#weights[category] = this.weightOf(size)
    for (const component of this.#list) component.add(row, category, amount)
    if (category >= this.used) this.used = category + 1
    while (this.used > 0 && this.sizes[this.used - 1] === 0) this.used--
  }

  /** An empty category, with room made for it. */
  emptyCategory(): number {
    for (let k = 0; k < this.used; k++) if (this.sizes[k] === 0) return k
    if (this.used === this.capacity) this.#grow(2 * this.capacity)
    return this.used
  }

  #grow(capacity: number): void {
    this.sizes = enlarged(this.sizes, capacity)
    this.#weights = new Float64Array(capacity)
    this.#scores = new Float64Array(capacity)
    this.#candidates = new Int32Array(capacity)
    for (const component of this.#list) component.grow(capacity)
    this.refresh()
  }

  /** Log weight of a row in one category: prior weight times predictive probability. */
  logWeight(row: number, category: number): number {
    const size = this.sizes[category]
    let log = size === 0 ? this.#newWeight : this.weightOf(size)
    for (const component of this.#list) log += component.logNumerator(row, category)
    return log
  }

  /** Log weight of a whole category: its part of the probability of the partition, times the marginal likelihood of its cells. */
  logCategory(category: number): number {
    let log = ln(this.concentration) + gammaln(this.sizes[category])
    for (const component of this.#list) log += component.logMarginal(this.sizes, category, category + 1)
    return log
  }

  /** Log probability of the partition and of all cells. */
  logJoint(): number {
    let log = crpLogProbability(this.sizes, this.concentration)
    for (const component of this.#list) log += component.logMarginal(this.sizes, 0, this.used)
    return log
  }

  /** Takes in the next row: its category is drawn given all others. */
  admit(rng: Rng): void {
    const row = this.rows++
    if (row >= this.categories.length) {
      this.categories = enlarged(this.categories, 2 * row + 16)
      this.#weightOf = enlarged(this.#weightOf, this.categories.length + 1).fill(Number.NaN, row + 1)
    }
    this.insert(row, this.#draw(row, rng))
  }

  /** Draws every row's category anew, given all others. @see Neal 2000, Markov chain sampling methods for Dirichlet process mixture models, algorithm 3 */
  *sweep(rng: Rng): Work<void> {
    this.#compact()
    for (let row = 0; row < this.rows; row++) {
      if (row % rowsInATurn === rowsInATurn - 1) yield
      this.remove(row)
      this.insert(row, this.#draw(row, rng))
    }
  }

  /** Closes the gaps that empty categories leave, so that no time is spent on them. */
  #compact(): void {
    const nameOf = Int32Array.from({ length: this.used }, (_, k) => k)
    for (let empty = 0; empty < this.used; empty++) {
      if (this.sizes[empty] > 0) continue
      const last = this.used - 1
      nameOf[last] = empty
      swap(this.sizes, empty, last)
      swap(this.#weights, empty, last)
      for (const component of this.#list) component.swap(empty, last)
      while (this.used > 0 && this.sizes[this.used - 1] === 0) this.used--
    }
    for (let row = 0; row < this.rows; row++) this.categories[row] = nameOf[this.categories[row]]
  }

  /** A category for a row that is in none: an empty one, or one with rows. */
  #draw(row: number, rng: Rng): number {
    const fresh = this.emptyCategory()
    const { used } = this
    const scores = this.#scores
    const candidates = this.#candidates
    const best = this.#scoreBounds(row)
    const freshScore = this.logWeight(row, fresh)
    let greatest = best < 0 ? freshScore : Math.max(freshScore, this.#finish(row, best, scores[best], Number.NEGATIVE_INFINITY))
    let count = 0
    for (let k = 0; k < used; k++) {
      if (scores[k] < greatest - negligible) continue
      const score = this.#finish(row, k, scores[k], greatest - negligible)
      if (score < greatest - negligible) continue
      if (score > greatest) greatest = score
      scores[count] = score
      candidates[count++] = k
    }
    const freshShare = fastExp(freshScore - greatest)
    let sum = freshShare
    for (let c = 0; c < count; c++) {
      const share = fastExp(scores[c] - greatest)
      scores[c] = share
      sum += share
    }
    let left = rng.uniform() * sum - freshShare
    if (left < 0) return fresh
    for (let c = 0; c < count; c++) {
      left -= scores[c]
      if (left < 0) return candidates[c]
    }
    return count > 0 ? candidates[count - 1] : fresh
  }

  /** Writes into `#scores` an upper bound of the row's log weight in each category, and returns the category with the greatest; -1 if there is none. */
  #scoreBounds(row: number): number {
    const { used, capacity } = this
    const scores = this.#scores
    const weights = this.#weights
    const terms = this.#terms
    const starts = this.#starts
    this.#activeCount = 0
    let count = 0
    for (const { column, discrete, normal } of this.#list) {
      const code = column.codes[row]
      starts[count] = code * capacity
      terms[count++] = discrete.logs
      if (!normal || code !== column.rest) continue
      // The density at its mode; what it loses by distance is left to `#finish`.
      this.#active[this.#activeCount++] = normal
      starts[count] = 0
      terms[count++] = normal.constants
    }
    for (let k = 0; k < used; k++) scores[k] = weights[k]
    addTerms(scores, used, terms, starts, count)
    let best = -1
    let greatest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < used; k++) {
      if (scores[k] > greatest) {
        greatest = scores[k]
        best = k
      }
    }
    return best
  }

  /** The log weight of a category whose upper bound is given, or, where that is less than `least`, something between: of hundreds of columns, few are looked at. */
  #finish(row: number, category: number, bound: number, least: number): number {
    let score = bound
    for (let i = 0; i < this.#activeCount && score >= least; i++) score -= this.#active[i].logLoss(row, category)
    return score
  }
}
