import type { Feature } from './bins.js'
import { ClassScan } from './class-scan.js'
import { CodeTally } from './tally.js'

/** What a tree predicts: a number per row, or one of `classes` codes (each row has one). */
export type TreeResponse =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'class'; readonly codes: ArrayLike<number>; readonly classes: number }

/** The best split found so far. */
export interface BestSplit {
  gain: number
  feature: number
  /** Ordered feature: the greatest code that goes left. */
  threshold: number
  /** Nominal: the codes that occur, those that go left first. */
  readonly order: Int32Array
  leftCodes: number
  allCodes: number
  leftRows: number
}

/**
 * Finds the split of a node that lessens the squared error of a number, or the Gini impurity of classes, the most. Codes of a
 * nominal feature are put in order of their mean response first, which contains the best of all subsets for numbers and two
 * classes (Fisher 1958); for more classes, in order along the first principal direction of their class shares
 * (Coppersmith, Hong and Hosking 1999), which is nearly so.
 *
 * @see Breiman, Friedman, Olshen and Stone, 1984, Classification and Regression Trees
 */
export class SplitSearch {
  readonly best: BestSplit
  readonly #features: readonly Feature[]
  readonly #response: TreeResponse
  readonly #rows: Int32Array
  readonly #minLeaf: number
  readonly #tally: CodeTally
  /** Responses of the node's rows, less their mean. */
  readonly #weights: Float64Array
  readonly #means: Float64Array
  readonly #classes: ClassScan | null
  readonly #varying: Int32Array
  #varied = 0

  constructor(features: readonly Feature[], response: TreeResponse, rows: Int32Array, minLeaf: number) {
    this.#features = features
    this.#response = response
    this.#rows = rows
    this.#minLeaf = minLeaf
    this.#tally = new CodeTally(features)
    this.#weights = new Float64Array(rows.length)
    this.#varying = new Int32Array(features.length)
    this.#means = new Float64Array(this.#tally.order.length)
    this.#classes = response.kind === 'class' ? new ClassScan(response, rows.length, this.#tally) : null
    const order = new Int32Array(this.#tally.order.length)
    this.best = { gain: 0, feature: -1, threshold: 0, order, leftCodes: 0, allCodes: 0, leftRows: 0 }
  }

  /**
   * Whether there is a split of these rows by one of the features that gains more than `minGain`; `best` then is the best of
   * them, and `varying` lists the features that are not constant here, and so may not be below.
   */
  find(start: number, end: number, minGain: number, features: Int32Array): boolean {
    const { best } = this
    best.gain = minGain
    best.feature = -1
    this.#varied = 0
    const classes = this.#classes
    const present = classes?.prepare(this.#rows, start, end) ?? 0
    if (present === 1) return false
    if (classes && present > 2) {
      for (let i = 0; i < features.length; i++) this.#scanClasses(classes, features[i], start, end)
    } else if (this.#centre(start, end)) {
      for (let i = 0; i < features.length; i++) this.#scanNumbers(features[i], start, end)
    }
    return best.feature >= 0
  }

  get varying(): Int32Array {
    return this.#varying.slice(0, this.#varied)
  }

  /** The impurity of these rows, in the unit of gains: what a split into pure leaves would gain. */
  impurity(start: number, end: number): number {
    if (this.#classes) {
      this.#classes.prepare(this.#rows, start, end)
      return this.#classes.impurity(end - start)
    }
    this.#centre(start, end)
    let sum = 0
    for (let i = 0; i < end - start; i++) sum += this.#weights[i] ** 2
    return sum
  }

  /** Fills the weights; false where all responses are equal. Of two classes, the second counts as 1. */
  #centre(start: number, end: number): boolean {
    const weights = this.#weights
    const n = end - start
    const response = this.#response
    let sum = 0
    for (let i = 0; i < n; i++) {
      const row = this.#rows[start + i]
      const value = response.kind === 'number' ? response.values[row] : (this.#classes as ClassScan).classes[i]
      weights[i] = value
      sum += value
    }
    const mean = sum / n
    const first = weights[0]
    let constant = true
    for (let i = 0; i < n; i++) {
      const value = weights[i]
      if (value !== first) constant = false
      weights[i] = value - mean
    }
    return !constant
  }

  #scanNumbers(f: number, start: number, end: number): void {
    const feature = this.#features[f]
    const tally = this.#tally
    const { order, counts, sums } = tally
    const found = tally.sum(feature, this.#rows, start, end, this.#weights)
    if (found > 1) this.#varying[this.#varied++] = f
    if (feature.nominal && found > 1) {
      const means = this.#means
      for (let i = 0; i < found; i++) means[order[i]] = sums[order[i]] / counts[order[i]]
      tally.sortBy(means, found)
    }
    const n = end - start
    const minLeaf = this.#minLeaf
    // The Gini impurity of two classes is twice the squared error of 0 and 1.
    const scale = this.#classes ? 2 : 1
    let leftRows = 0
    let left = 0
    // The sum over all rows is zero but for rounding: what is right of the split is the rest.
    for (let i = 0; i < found - 1; i++) {
      const code = order[i]
      leftRows += counts[code]
      left += sums[code]
      if (leftRows < minLeaf) continue
      if (n - leftRows < minLeaf) break
      const gain = (scale * left * left * n) / (leftRows * (n - leftRows))
      if (gain > this.best.gain) this.#keep(f, gain, i, found, leftRows)
    }
    tally.clear(found)
  }

  #scanClasses(classes: ClassScan, f: number, start: number, end: number): void {
    const feature = this.#features[f]
    const tally = this.#tally
    const { order, counts } = tally
    const n = end - start
    const found = classes.group(feature, this.#rows, start, end)
    if (found > 1) this.#varying[this.#varied++] = f
    if (feature.nominal && found > 1) classes.orderCodes(found, n)
    classes.begin()
    const minLeaf = this.#minLeaf
    let leftRows = 0
    for (let i = 0; i < found - 1; i++) {
      const code = order[i]
      leftRows += counts[code]
      classes.moveLeft(code)
      if (leftRows < minLeaf) continue
      if (n - leftRows < minLeaf) break
      const gain = classes.gain(leftRows, n)
      if (gain > this.best.gain) this.#keep(f, gain, i, found, leftRows)
    }
    tally.clear(found)
  }

  #keep(f: number, gain: number, last: number, found: number, leftRows: number): void {
    const { best } = this
    const { order } = this.#tally
    best.gain = gain
    best.feature = f
    best.leftRows = leftRows
    if (this.#features[f].nominal) {
      for (let i = 0; i < found; i++) best.order[i] = order[i]
      best.leftCodes = last + 1
      best.allCodes = found
    } else {
      // Halfway between the two codes, where no row of this node has one; but what is missing is like no number.
      const lower = order[last]
      best.threshold = lower === 0 ? 0 : (lower + order[last + 1]) >>> 1
    }
  }
}
