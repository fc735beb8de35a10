import { type ClassBoosted, classWeights } from '../../../../learn/boosting/class-weights.js'
import type { Feature } from '../../../../learn/trees/bins.js'
import { takeRows } from '../../../../learn/trees/bins.js'
import { leafOf } from '../../../../learn/trees/nodes.js'
import type { Rng } from '../../../../random/rng.js'
import { anyTree, type DonorTree, donorsIn, drawDonors, rowsWith } from './donors.js'
import { drawEvenly } from './even.js'
import { type Turns, treesOf } from './folds.js'
import { drawShifted, type ShiftedTree, shiftedCount, shiftedIn, shiftedLeaves } from './shifted.js'
/** What a column hands on, given the columns before it: a law over codes, places in the support or levels. Plain data. */
export type Conditional = DonorBag | ShiftedBag | BoostedClasses | Blend | TwoPart

interface Predicted {
  /** Positions of the columns that are looked at, among those before; null for all. */
  readonly predictors: Int32Array | null
}

/** Donors from the leaves of trees, one of which is drawn. */
export interface DonorBag extends Predicted {
  readonly kind: 'bag'
  readonly trees: readonly DonorTree[]
  /** Whether each tree has a fold of the rows for donors. */
  readonly isDealt?: true
}

/** Donors from the leaves of trees, moved by as much as the row is to be expected elsewhere. */
export interface ShiftedBag extends Predicted {
  readonly kind: 'shifted'
  /** Each has a fold of the rows for donors. */
  readonly trees: readonly ShiftedTree[]
  /** By code: the score up to which it reaches. */
  readonly uppers: Float64Array
  /** By code: how often it is handed on over all rows. */
  readonly counts: Float64Array
}

/** Classes with boosted probabilities. */
export interface BoostedClasses extends Predicted {
  readonly kind: 'boosted'
  readonly model: ClassBoosted
  /** What each class hands on, ascending. */
  readonly codes: Int32Array
}

/** One of several laws, drawn by weight; they look at what the blend looks at. */
export interface Blend extends Predicted {
  readonly kind: 'blend'
  readonly parts: readonly Conditional[]
  /** Of sum 1. */
  readonly weights: Float64Array
}

/** Whether a value is one that many rows have, such as zero, and what it is where it isn't: a two-part or hurdle model (Cragg 1971). */
export interface TwoPart extends Predicted {
  readonly kind: 'two-part'
  /** The code that so many rows have. */
  readonly atom: number
  /** Of two classes: another code (0), that one (1). */
  readonly whether: Conditional
  /** Of the other codes. */
  readonly rest: Conditional
}

/** The features that the conditional looks at, of those of all columns before. */
export function predictorsOf<T>({ predictors }: Conditional, features: readonly T[]): readonly T[] {
  return predictors ? Array.from(predictors, (position) => features[position]) : features
}

/** For each row what it is handed: an index into the support, or a level code. `features` are those of all columns before. */
export function drawCodes(conditional: Conditional, features: readonly Feature[], rows: number, rng: Rng, turns?: Turns): Int32Array {
  const seen = predictorsOf(conditional, features)
  switch (conditional.kind) {
    case 'bag': {
      const { trees, isDealt } = conditional
      return drawDonors(trees, seen, isDealt && turns ? treesOf(turns, trees.length) : anyTree(trees.length, rows, rng), rng)
    }
    case 'shifted': {
      const { trees, uppers } = conditional
      return drawShifted(trees, uppers, seen, turns ? treesOf(turns, trees.length) : anyTree(trees.length, rows, rng), rng)
    }
    case 'boosted':
      return drawClasses(conditional, seen, rows, rng)
    case 'blend':
      return drawBlend(conditional, seen, rows, rng, turns)
    case 'two-part':
      return drawTwoPart(conditional, seen, rows, rng, turns)
  }
}

function drawTwoPart({ atom, whether, rest }: TwoPart, features: readonly Feature[], rows: number, rng: Rng, turns?: Turns): Int32Array {
  const drawn = drawCodes(whether, features, rows, rng, turns)
  const others = rowsWith(drawn, 0)
  drawn.fill(atom)
  drawFor(drawn, others, rest, features, rng, turns)
  return drawn
}

/** Draws what these rows are handed. */
function drawFor(
  drawn: Int32Array,
  rows: Int32Array,
  conditional: Conditional,
  features: readonly Feature[],
  rng: Rng,
  turns?: Turns,
): void {
  if (rows.length === 0) return
  const seen = features.map((feature) => takeRows(feature, rows))
  const ownTurns = turns && { position: turns.position, turns: Uint8Array.from(rows, (row) => turns.turns[row]) }
  drawCodes(conditional, seen, rows.length, rng, ownTurns).forEach((code, i) => {
    drawn[rows[i]] = code
  })
}

function drawBlend({ parts, weights }: Blend, features: readonly Feature[], rows: number, rng: Rng, turns?: Turns): Int32Array {
  const chosen = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) chosen[row] = pickClass(weights, 0, weights.length, rng.uniform())
  const drawn = new Int32Array(rows)
  for (const [p, part] of parts.entries()) drawFor(drawn, rowsWith(chosen, p), part, features, rng, turns)
  return drawn
}

function drawClasses({ model, codes }: BoostedClasses, features: readonly Feature[], rows: number, rng: Rng): Int32Array {
  const classes = codes.length
  const weights = classWeights(model, features, rows)
  const sums = new Float64Array(rows)
  const likeliest = new Int32Array(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    let most = 0
    for (let k = 0; k < classes; k++, at++) {
      const weight = weights[at]
      sums[row] = sums[row] + weight
      if (weight <= most) continue
      most = weight
      likeliest[row] = k
    }
  }
  const drawn = new Int32Array(rows)
  // Rows with the same class ahead are alike enough to be drawn evenly.
  drawEvenly(groupsOf(weights, sums, likeliest), rng, (row, u) => {
    drawn[row] = codes[pickClass(weights, row * classes, classes, u * sums[row])]
  })
  return drawn
}

/** Rows grouped by their likeliest class and how likely it is, in twentieths. */
function groupsOf(weights: Float64Array, sums: Float64Array, likeliest: Int32Array): Int32Array {
  const classes = weights.length / sums.length
  return likeliest.map((k, row) => k * 20 + Math.min(19, Math.floor((20 * weights[row * classes + k]) / sums[row])))
}

/** The class whose weights up to it first exceed `u`; never one without weight. */
export function pickClass(weights: Float64Array, from: number, classes: number, u: number): number {
  let rest = u
  let found = 0
  for (let k = 0; k < classes; k++) {
    const weight = weights[from + k]
    if (weight === 0) continue
    found = k
    rest -= weight
    if (rest < 0) break
  }
  return found
}

/** The probability that row i of the features is handed `wanted[i]`. */
export function codeProbabilities(conditional: Conditional, features: readonly Feature[], wanted: Int32Array): Float64Array {
  return rangeProbabilities(
    conditional,
    features,
    wanted,
    wanted.map((code) => code + 1),
  )
}

/** The probability that row i of the features is handed a code from `from[i]` (included) to `to[i]` (excluded). */
export function rangeProbabilities(conditional: Conditional, features: readonly Feature[], from: Int32Array, to: Int32Array): Float64Array {
  const seen = predictorsOf(conditional, features)
  switch (conditional.kind) {
    case 'bag':
      return bagProbabilities(conditional, seen, from, to)
    case 'shifted':
      return shiftedProbabilities(conditional, seen, from, to)
    case 'boosted':
      return classProbabilities(conditional, seen, from, to)
    case 'blend': {
      const mixed = new Float64Array(from.length)
      conditional.parts.forEach((part, p) => {
        const weight = conditional.weights[p]
        const own = rangeProbabilities(part, seen, from, to)
        for (let row = 0; row < mixed.length; row++) mixed[row] = mixed[row] + weight * own[row]
      })
      return mixed
    }
    case 'two-part': {
      const { atom, whether, rest } = conditional
      const chances = codeProbabilities(whether, seen, new Int32Array(from.length).fill(1))
      const others = rangeProbabilities(rest, seen, from, to)
      return chances.map((chance, row) => (from[row] <= atom && atom < to[row] ? chance : 0) + (1 - chance) * others[row])
    }
  }
}

function bagProbabilities({ trees }: DonorBag, features: readonly Feature[], from: Int32Array, to: Int32Array): Float64Array {
  const chances = new Float64Array(from.length)
  for (const tree of trees) {
    for (let row = 0; row < chances.length; row++) {
      const leaf = leafOf(tree, features, row)
      const count = tree.end[leaf] - tree.start[leaf]
      const own = donorsIn(tree, leaf, from[row], to[row])
      chances[row] = chances[row] + own / count / trees.length
    }
  }
  return chances
}

function shiftedProbabilities({ trees, uppers }: ShiftedBag, features: readonly Feature[], from: Int32Array, to: Int32Array): Float64Array {
  const chances = new Float64Array(from.length)
  const all = Int32Array.from(chances.keys())
  for (const tree of trees) {
    const { leaves, located } = shiftedLeaves(tree, features, all)
    for (let row = 0; row < chances.length; row++) {
      const leaf = leaves[row]
      const own = shiftedIn(tree, uppers, leaf, located[row], from[row], to[row])
      chances[row] = chances[row] + own / shiftedCount(tree, leaf) / trees.length
    }
  }
  return chances
}

function classProbabilities(
  { model, codes }: BoostedClasses,
  features: readonly Feature[],
  from: Int32Array,
  to: Int32Array,
): Float64Array {
  const weights = classWeights(model, features, from.length)
  return Float64Array.from(from, (least, row) => {
    let [sum, own] = [0, 0]
    for (let k = 0; k < codes.length; k++) {
      const weight = weights[row * codes.length + k]
      sum += weight
      if (codes[k] >= least && codes[k] < to[row]) own += weight
    }
    return own / sum
  })
}
