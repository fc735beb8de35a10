import type { Feature } from '../../../../learn/trees/bins.js'
import { leafOf, type TreeNodes } from '../../../../learn/trees/nodes.js'
import type { Rng } from '../../../../random/rng.js'
import { lowerBound, upperBound } from '../../../../stats/order/sorted.js'
import { type DonorTree, rowsWith } from './donors.js'
import { drawEvenly } from './even.js'
import { type Location, locate } from './location.js'

/**
 * A tree whose leaves hold, of donors, how far they lie from where they were to be expected; and where a row is to be expected, from
 * rows that are no donors of this tree. Donors with an atom hand it on as it is. Plain data.
 */
export interface ShiftedTree extends TreeNodes {
  /** The distances of leaf i are `residuals[start[i]]` to `residuals[end[i] - 1]`, ascending. */
  readonly start: Int32Array
  readonly end: Int32Array
  readonly residuals: Float32Array
  /** The same of atoms, as codes. */
  readonly atomStart: Int32Array
  readonly atomEnd: Int32Array
  readonly atoms: DonorTree['donors']
  readonly location: Location
  /** Where leaves have the distances of all rows: the least and the greatest code of rows in each leaf that are no atoms, beyond which nobody is moved. */
  readonly least?: Int32Array
  readonly greatest?: Int32Array
}

/** Donors of a leaf. */
export function shiftedCount({ start, end, atomStart, atomEnd }: ShiftedTree, leaf: number): number {
  return end[leaf] - start[leaf] + atomEnd[leaf] - atomStart[leaf]
}

/** What the leaf's donor at `place`, counted from 0, hands to a row that is to be expected at `located`. */
export function shiftedDonor(tree: ShiftedTree, uppers: Float64Array, leaf: number, located: number, place: number): number {
  const moved = tree.end[leaf] - tree.start[leaf]
  if (place >= moved) return tree.atoms[tree.atomStart[leaf] + place - moved]
  const code = Math.min(uppers.length - 1, upperBound(uppers, located + tree.residuals[tree.start[leaf] + place]))
  return tree.least && tree.greatest ? Math.min(tree.greatest[leaf], Math.max(tree.least[leaf], code)) : code
}

/** How many donors of the leaf hand a code from `from` (included) to `to` (excluded) to a row that is to be expected at `located`. */
export function shiftedIn(tree: ShiftedTree, uppers: Float64Array, leaf: number, located: number, from: number, to: number): number {
  const moved = movedUpTo(tree, uppers, leaf, located, to) - movedUpTo(tree, uppers, leaf, located, from)
  return moved + atomsUpTo(tree, leaf, to) - atomsUpTo(tree, leaf, from)
}

/** The place, counted from 0, of the donor that is number `nth` of those: see `shiftedIn`. */
export function placeIn(
  tree: ShiftedTree,
  uppers: Float64Array,
  leaf: number,
  located: number,
  from: number,
  to: number,
  nth: number,
): number {
  const [first, end] = [movedUpTo(tree, uppers, leaf, located, from), movedUpTo(tree, uppers, leaf, located, to)]
  const [start, moved] = [tree.start[leaf], end - first]
  if (nth < moved) return first + nth - start
  return tree.end[leaf] - start + atomsUpTo(tree, leaf, from) - tree.atomStart[leaf] + nth - moved
}

/** Where donors end that are handed on as codes below `code`. The same sums as in `shiftedDonor`, lest rounding puts one on both sides. */
function movedUpTo(
  { start, end, residuals, least, greatest }: ShiftedTree,
  uppers: Float64Array,
  leaf: number,
  located: number,
  code: number,
): number {
  if (code <= (least?.[leaf] ?? 0)) return start[leaf]
  if (code > (greatest?.[leaf] ?? uppers.length - 1)) return end[leaf]
  const bound = uppers[code - 1]
  let [low, high] = [start[leaf], end[leaf]]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (located + residuals[middle] < bound) low = middle + 1
    else high = middle
  }
  return low
}

function atomsUpTo({ atoms, atomStart, atomEnd }: ShiftedTree, leaf: number, code: number): number {
  return lowerBound(atoms, code, atomStart[leaf], atomEnd[leaf])
}

/** The leaf that each of these rows falls into, and where it is to be expected. */
export function shiftedLeaves(
  tree: ShiftedTree,
  features: readonly Feature[],
  rows: Int32Array,
): { leaves: Int32Array; located: Float64Array } {
  const leaves = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) leaves[i] = leafOf(tree, features, rows[i])
  return { leaves, located: locate(tree.location, features, rows) }
}

/** For each row what a donor hands it: of the tree that is chosen for it, and of the leaf that it falls into. */
export function drawShifted(
  trees: readonly ShiftedTree[],
  uppers: Float64Array,
  features: readonly Feature[],
  chosen: Uint8Array,
  rng: Rng,
): Int32Array {
  const drawn = new Int32Array(chosen.length)
  for (const [t, tree] of trees.entries()) {
    const own = rowsWith(chosen, t)
    if (own.length === 0) continue
    const { leaves, located } = shiftedLeaves(tree, features, own)
    drawEvenly(leaves, rng, (i, u) => {
      const leaf = leaves[i]
      const place = Math.floor(u * shiftedCount(tree, leaf))
      drawn[own[i]] = shiftedDonor(tree, uppers, leaf, located[i], place)
    })
  }
  return drawn
}
