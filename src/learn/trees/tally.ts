import type { Feature } from './bins.js'

/**
 * Rows of one node counted by code. Only codes that occur are visited again, in ascending order, so that a node of five rows
 * costs five steps and not one per bin: deep trees consist of such nodes.
 */
export class CodeTally {
  /** Codes that occur, in the order in which a split walks through them. */
  readonly order: Int32Array
  readonly counts: Int32Array
  readonly sums: Float64Array
  readonly #seen: Int32Array

  constructor(features: readonly Feature[]) {
    const bins = features.reduce((most, feature) => Math.max(most, feature.bins), 1)
    this.order = new Int32Array(bins)
    this.counts = new Int32Array(bins)
    this.sums = new Float64Array(bins)
    this.#seen = new Int32Array((bins >>> 5) + 1)
  }

  /** Adds up the weights of the rows `start` to `end` by code; `weights` has one entry per row of the node. Returns how many codes occur. */
  sum({ codes, bins }: Feature, rows: Int32Array, start: number, end: number, weights: Float64Array): number {
    const { counts, sums } = this
    const seen = this.#seen
    if (end - start >= bins) {
      for (let i = start; i < end; i++) {
        const code = codes[rows[i]]
        counts[code] = counts[code] + 1
        sums[code] = sums[code] + weights[i - start]
      }
      return this.#listCounted(bins)
    }
    for (let i = start; i < end; i++) {
      const code = codes[rows[i]]
      counts[code] = counts[code] + 1
      sums[code] = sums[code] + weights[i - start]
      seen[code >>> 5] = seen[code >>> 5] | (1 << (code & 31))
    }
    return this.#listSeen(bins)
  }

  /** Counts rows by code. Returns how many codes occur. */
  count({ codes, bins }: Feature, rows: Int32Array, start: number, end: number): number {
    const { counts } = this
    if (end - start < bins) this.#see(codes, rows, start, end)
    for (let i = start; i < end; i++) {
      const code = codes[rows[i]]
      counts[code] = counts[code] + 1
    }
    return end - start < bins ? this.#listSeen(bins) : this.#listCounted(bins)
  }

  /** Puts the first `codes` of the order into ascending order of `score`, equal ones by code. */
  sortBy(score: Float64Array, codes: number): void {
    const order = this.order.subarray(0, codes)
    if (codes <= 16) insertionSort(order, score)
    else order.sort((a, b) => score[a] - score[b] || a - b)
  }

  /** Forgets the first `codes` of the order. */
  clear(codes: number): void {
    for (let i = 0; i < codes; i++) {
      this.counts[this.order[i]] = 0
      this.sums[this.order[i]] = 0
    }
  }

  #listCounted(bins: number): number {
    const { counts, order } = this
    let found = 0
    for (let code = 0; code < bins; code++) if (counts[code] > 0) order[found++] = code
    return found
  }

  /** Marks the codes of a few rows in a bitmap, which lists them in order without a walk over all bins. */
  #see(codes: Feature['codes'], rows: Int32Array, start: number, end: number): void {
    const seen = this.#seen
    for (let i = start; i < end; i++) {
      const code = codes[rows[i]]
      seen[code >>> 5] = seen[code >>> 5] | (1 << (code & 31))
    }
  }

  #listSeen(bins: number): number {
    const seen = this.#seen
    const { order } = this
    const words = (bins + 31) >>> 5
    let found = 0
    for (let word = 0; word < words; word++) {
      let bits = seen[word]
      seen[word] = 0
      while (bits !== 0) {
        const lowest = bits & -bits
        order[found++] = (word << 5) | (31 - Math.clz32(lowest))
        bits ^= lowest
      }
    }
    return found
  }
}

function insertionSort(order: Int32Array, score: Float64Array): void {
  for (let i = 1; i < order.length; i++) {
    const code = order[i]
    const own = score[code]
    let j = i - 1
    for (; j >= 0 && score[order[j]] > own; j--) order[j + 1] = order[j]
    order[j + 1] = code
  }
}
