import { type ClassBoosted, classWeights } from '../../../learn/boosting/class-boosting.js'
import type { Feature } from '../../../learn/trees/bins.js'
import type { Rng } from '../../../random/rng.js'
import { type DonorTree, donorProbability, drawDonors } from './donors.js'
import { drawEvenly } from './even.js'

/** What a column hands on, given the columns before it: donors from the leaves of trees, or classes with boosted probabilities. Plain data. */
export type Conditional = DonorBag | BoostedClasses

interface Predicted {
  /** Positions of the columns that are looked at, among those before; null for all. */
  readonly predictors: Int32Array | null
}

export interface DonorBag extends Predicted {
  readonly kind: 'bag'
  readonly trees: readonly DonorTree[]
}

export interface BoostedClasses extends Predicted {
  readonly kind: 'boosted'
  readonly model: ClassBoosted
  /** What each class hands on. */
  readonly codes: Int32Array
}

/** The features that the conditional looks at, of those of all columns before. */
export function predictorsOf<T>({ predictors }: Conditional, features: readonly T[]): readonly T[] {
  return predictors ? Array.from(predictors, (position) => features[position] as T) : features
}

/** For each row what it is handed: an index into the support, or a level code. `features` are those of all columns before. */
export function drawCodes(conditional: Conditional, features: readonly Feature[], rows: number, rng: Rng): Int32Array {
  const seen = predictorsOf(conditional, features)
  return conditional.kind === 'bag' ? drawDonors(conditional.trees, seen, rows, rng) : drawClasses(conditional, seen, rows, rng)
}

function drawClasses({ model, codes }: BoostedClasses, features: readonly Feature[], rows: number, rng: Rng): Int32Array {
  const classes = codes.length
  const weights = classWeights(model, features, rows)
  const sums = new Float64Array(rows)
  const likeliest = new Int32Array(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    let most = 0
    for (let k = 0; k < classes; k++, at++) {
      const weight = weights[at] as number
      sums[row] = (sums[row] as number) + weight
      if (weight <= most) continue
      most = weight
      likeliest[row] = k
    }
  }
  const drawn = new Int32Array(rows)
  // Rows with the same class ahead are alike enough to be drawn evenly.
  drawEvenly(groupsOf(weights, sums, likeliest), rng, (row, u) => {
    drawn[row] = codes[pickClass(weights, row * classes, classes, u * (sums[row] as number))] as number
  })
  return drawn
}

/** Rows grouped by their likeliest class and how likely it is, in twentieths. */
function groupsOf(weights: Float64Array, sums: Float64Array, likeliest: Int32Array): Int32Array {
  const classes = weights.length / sums.length
  return likeliest.map((k, row) => k * 20 + Math.min(19, Math.floor((20 * (weights[row * classes + k] as number)) / (sums[row] as number))))
}

/** The class whose weights up to it first exceed `u`; never one without weight. */
export function pickClass(weights: Float64Array, from: number, classes: number, u: number): number {
  let rest = u
  let found = 0
  for (let k = 0; k < classes; k++) {
    const weight = weights[from + k] as number
    if (weight === 0) continue
    found = k
    rest -= weight
    if (rest < 0) break
  }
  return found
}

/** The probability that row i of the features is handed `wanted[i]`. */
export function codeProbabilities(conditional: Conditional, features: readonly Feature[], wanted: Int32Array): Float64Array {
  const seen = predictorsOf(conditional, features)
  if (conditional.kind === 'bag') return Float64Array.from(wanted, (code, row) => donorProbability(conditional.trees, seen, row, code))
  const { model, codes } = conditional
  const weights = classWeights(model, seen, wanted.length)
  return Float64Array.from(wanted, (code, row) => {
    const own = weights.subarray(row * codes.length, (row + 1) * codes.length)
    return (own[codes.indexOf(code)] ?? 0) / own.reduce((sum, weight) => sum + weight, 0)
  })
}
