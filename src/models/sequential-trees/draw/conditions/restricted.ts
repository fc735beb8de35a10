import { classWeights } from '../../../../learn/boosting/class-weights.js'
import type { Feature } from '../../../../learn/trees/bins.js'
import { leafOf } from '../../../../learn/trees/nodes.js'
import type { Rng } from '../../../../random/rng.js'
import { upperBound } from '../../../../stats/order/sorted.js'
import {
  type Blend,
  type BoostedClasses,
  type Conditional,
  codeProbabilities,
  type DonorBag,
  pickClass,
  predictorsOf,
  type ShiftedBag,
  type TwoPart,
} from '../laws/conditional.js'
import type { DonorTree } from '../laws/donors.js'
import { placeIn, shiftedCount, shiftedDonor, shiftedIn, shiftedLeaves } from '../laws/shifted.js'
/** Codes among those allowed, drawn row by row, and how probable it was that the row would be handed one of them. */
export interface Restricted {
  readonly codes: Int32Array
  readonly weights: Float64Array
}

/** For each row a code among those that are allowed. A row that can't be handed any has weight 0 and a code without meaning. */
export function drawRestricted(
  conditional: Conditional,
  features: readonly Feature[],
  rows: number,
  allowed: Uint8Array,
  rng: Rng,
): Restricted {
  const seen = predictorsOf(conditional, features)
  switch (conditional.kind) {
    case 'bag':
      return restrictedDonors(conditional, seen, rows, allowed, rng)
    case 'shifted':
      return restrictedShifted(conditional, seen, rows, allowed, rng)
    case 'boosted':
      return restrictedClasses(conditional, seen, rows, allowed, rng)
    case 'blend':
      return restrictedBlend(conditional, seen, rows, allowed, rng)
    case 'two-part':
      return restrictedTwoPart(conditional, seen, rows, allowed, rng)
  }
}

function restrictedTwoPart(
  { atom, whether, rest }: TwoPart,
  features: readonly Feature[],
  rows: number,
  allowed: Uint8Array,
  rng: Rng,
): Restricted {
  const chances = codeProbabilities(whether, features, new Int32Array(rows).fill(1))
  const { codes, weights } = drawRestricted(rest, features, rows, allowed, rng)
  for (let row = 0; row < rows; row++) {
    const ofAtom = allowed[atom] * chances[row]
    weights[row] = ofAtom + (1 - chances[row]) * weights[row]
    if (rng.uniform() * weights[row] < ofAtom) codes[row] = atom
  }
  return { codes, weights }
}

/** Each part counts by its weight and by how probable it was that it would hand on one of them. */
function restrictedBlend({ parts, weights }: Blend, features: readonly Feature[], rows: number, allowed: Uint8Array, rng: Rng): Restricted {
  const own = parts.map((part) => drawRestricted(part, features, rows, allowed, rng))
  const codes = new Int32Array(rows)
  const sums = new Float64Array(rows)
  const shares = new Float64Array(parts.length)
  for (let row = 0; row < rows; row++) {
    for (let p = 0; p < parts.length; p++) {
      shares[p] = weights[p] * own[p].weights[row]
      sums[row] = sums[row] + shares[p]
    }
    const p = pickClass(shares, 0, shares.length, rng.uniform() * sums[row])
    codes[row] = own[p].codes[row]
  }
  return { codes, weights: sums }
}

/** As many donors of each tree count as hand the row a code that is allowed. */
function restrictedShifted(
  { trees, uppers }: ShiftedBag,
  features: readonly Feature[],
  rows: number,
  allowed: Uint8Array,
  rng: Rng,
): Restricted {
  const codes = new Int32Array(rows)
  const weights = new Float64Array(rows)
  const runs = allowedRuns(allowed)
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const seen = trees.map((tree) => shiftedLeaves(tree, features, all))
  /** By tree and run, what the donors of the row's leaf that fall into it weigh. */
  const shares = new Float64Array(trees.length * runs.length)
  for (let row = 0; row < rows; row++) {
    let at = 0
    let sum = 0
    for (const [t, tree] of trees.entries()) {
      const { leaves, located } = seen[t]
      const leaf = leaves[row]
      const count = shiftedCount(tree, leaf)
      for (const [from, to] of runs) {
        shares[at] = shiftedIn(tree, uppers, leaf, located[row], from, to) / count
        sum += shares[at++]
      }
    }
    weights[row] = sum / trees.length
    if (sum === 0) continue
    const chosen = pickClass(shares, 0, shares.length, rng.uniform() * sum)
    const t = Math.floor(chosen / runs.length)
    const tree = trees[t]
    const [from, to] = runs[chosen % runs.length]
    const [leaf, located] = [seen[t].leaves[row], seen[t].located[row]]
    const nth = rng.integer(shiftedIn(tree, uppers, leaf, located, from, to))
    codes[row] = shiftedDonor(tree, uppers, leaf, located, placeIn(tree, uppers, leaf, located, from, to, nth))
  }
  return { codes, weights }
}

/** Where codes that are allowed follow each other: the first of them, and the one after the last. */
function allowedRuns(allowed: Uint8Array): (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = []
  for (let code = 0; code < allowed.length; code++) {
    if (allowed[code] !== 1) continue
    const from = code
    while (allowed[code + 1] === 1) code++
    runs.push([from, code + 1])
  }
  return runs
}

function restrictedClasses(
  { model, codes }: BoostedClasses,
  features: readonly Feature[],
  rows: number,
  allowed: Uint8Array,
  rng: Rng,
): Restricted {
  const classes = codes.length
  const all = classWeights(model, features, rows)
  const drawn = new Int32Array(rows)
  const weights = new Float64Array(rows)
  for (let row = 0, at = 0; row < rows; row++, at += classes) {
    let sum = 0
    let kept = 0
    for (let k = 0; k < classes; k++) {
      const weight = all[at + k]
      sum += weight
      if (allowed[codes[k]] === 1) kept += weight
      else all[at + k] = 0
    }
    weights[row] = kept / sum
    drawn[row] = codes[pickClass(all, at, classes, rng.uniform() * kept)]
  }
  return { codes: drawn, weights }
}

/** Each tree counts by the share of its leaf that is allowed. */
function restrictedDonors({ trees }: DonorBag, features: readonly Feature[], rows: number, allowed: Uint8Array, rng: Rng): Restricted {
  const counts = trees.map((tree) => allowedBefore(tree, allowed))
  const codes = new Int32Array(rows)
  const weights = new Float64Array(rows)
  const upTo = new Float64Array(trees.length)
  const leaves = new Int32Array(trees.length)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let t = 0; t < trees.length; t++) {
      const { start, end } = trees[t]
      const leaf = leafOf(trees[t], features, row)
      leaves[t] = leaf
      sum += allowedIn(counts[t], start[leaf], end[leaf]) / (end[leaf] - start[leaf])
      upTo[t] = sum
    }
    weights[row] = sum / trees.length
    if (sum === 0) continue
    const t = upperBound(upTo, rng.uniform() * sum)
    const tree = trees[t]
    const before = counts[t]
    const start = tree.start[leaves[t]]
    const wanted = rng.integer(allowedIn(before, start, tree.end[leaves[t]]))
    codes[row] = tree.donors[upperBound(before, before[start] + wanted) - 1]
  }
  return { codes, weights }
}

/** How many donors before each place are allowed. */
function allowedBefore({ donors }: DonorTree, allowed: Uint8Array): Int32Array {
  const before = new Int32Array(donors.length + 1)
  for (let i = 0; i < donors.length; i++) before[i + 1] = before[i] + allowed[donors[i]]
  return before
}

function allowedIn(before: Int32Array, start: number, end: number): number {
  return before[end] - before[start]
}

/** The greatest weight that a row can have: what the most favourable leaves allow. */
export function greatestWeight(conditional: Conditional, allowed: Uint8Array): number {
  if (conditional.kind === 'blend')
    return conditional.parts.reduce((sum, part, p) => sum + conditional.weights[p] * greatestWeight(part, allowed), 0)
  if (conditional.kind === 'two-part') return allowed[conditional.atom] === 1 ? 1 : greatestWeight(conditional.rest, allowed)
  if (conditional.kind !== 'bag') return 1
  let sum = 0
  for (const tree of conditional.trees) {
    const before = allowedBefore(tree, allowed)
    let greatest = 0
    for (let node = 0; node < tree.feature.length; node++) {
      const [start, end] = [tree.start[node], tree.end[node]]
      if (tree.feature[node] === -1) greatest = Math.max(greatest, allowedIn(before, start, end) / (end - start))
    }
    sum += greatest
  }
  return sum / conditional.trees.length
}
