import { upperBound } from '../../../stats/order/sorted.js'
import type { FoldTree } from './fold-trees.js'
/** How the codes of a column are told apart when laws are judged: neighbouring ones together. */
export interface ScoringBins {
  /** The first code of each bin, and the number of codes. */
  readonly starts: Int32Array
  /** How much a code as many bins away counts as a hit. */
  readonly kernel: readonly number[]
}

/** Bins of numbers: fine enough to see a law's shape, coarse enough that a leaf has something to say of each. */
const numberBins = 25
/** Where there are bins enough, a hit in a neighbouring one counts less, not nothing. */
const kernel = [0.4, 0.2, 0.1] as const
const enoughBins = 13

/** Bins of numbers, of about equal weight, for codes that are in ascending order. */
export function binsOfNumbers(counts: Int32Array): ScoringBins {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const starts: number[] = []
  let below = 0
  let last = -1
  for (let code = 0; code < counts.length; code++) {
    const bin = Math.min(numberBins - 1, Math.floor((numberBins * (below + counts[code] / 2)) / total))
    if (bin !== last) starts.push(code)
    last = bin
    below += counts[code]
  }
  return { starts: Int32Array.from([...starts, counts.length]), kernel: starts.length >= enoughBins ? kernel : [1] }
}

/** Counts, in one leaf, donors of codes from `from` (included) to `to` (excluded) as the row would be handed them. */
export type DonorCount = (row: number, from: number, to: number) => number

/**
 * How likely the own bin of each row is, by the rows of other folds that are in its leaf; by row, for the folds that judge.
 * `counter` tells them for a leaf of a tree.
 */
export function heldOutLikelihood(
  grown: readonly FoldTree[],
  donor: ArrayLike<number>,
  { starts, kernel }: ScoringBins,
  counter: (tree: number, leaf: number) => DonorCount,
): Float64Array {
  const likelihood = new Float64Array(donor.length)
  const last = starts.length - 2
  for (const [t, { own, others }] of grown.entries()) {
    if (!others) continue
    for (let leaf = 0; leaf < own.feature.length; leaf++) {
      if (own.feature[leaf] !== -1) continue
      const all = others.end[leaf] - others.start[leaf]
      const count = counter(t, leaf)
      for (let i = own.start[leaf]; i < own.end[leaf]; i++) {
        const row = own.rows[i]
        const bin = upperBound(starts, donor[row]) - 1
        let hits = 0
        for (let b = Math.max(0, bin - kernel.length + 1); b <= Math.min(last, bin + kernel.length - 1); b++)
          hits += kernel[Math.abs(b - bin)] * count(row, starts[b], starts[b + 1])
        likelihood[row] = all > 0 ? hits / all : 0
      }
    }
  }
  return likelihood
}

/** How likely the own bin of each row is over all rows. */
export function marginLikelihood(counts: Int32Array, donor: ArrayLike<number>, { starts }: ScoringBins): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const ofBin = Float64Array.from(starts.subarray(1), (end, bin) => {
    let sum = 0
    for (let code = starts[bin]; code < end; code++) sum += counts[code]
    return sum / total
  })
  return Float64Array.from(donor, (code) => (code < 0 ? 0 : ofBin[upperBound(starts, code) - 1]))
}
