import type { Feature } from '../../../../learn/trees/bins.js'
import { isInSet, type TreeNodes } from '../../../../learn/trees/nodes.js'
import type { Tree } from '../../../../learn/trees/tree.js'
import type { Rng } from '../../../../random/rng.js'
import { lowerBound } from '../../../../stats/order/sorted.js'
import { drawEvenly } from './even.js'
/** A tree whose leaves hold donors: what the training rows that fell into them hand on. Plain data. */
export interface DonorTree extends TreeNodes {
  /** The donors of node i are `donors[start[i]]` to `donors[end[i] - 1]`, in ascending order in a leaf. */
  readonly start: Int32Array
  readonly end: Int32Array
  readonly donors: Uint8Array | Uint16Array | Uint32Array
}

/** The tree with the donors of its rows in place of the rows; `donor` gives what each training row hands on. */
export function withDonors({ rows, ...tree }: Tree, donor: ArrayLike<number>, kinds: number): DonorTree {
  const donors = packed(
    rows.map((row) => donor[row]),
    kinds,
  )
  // Within a leaf the order of the rows would tell which rows of two columns belong together.
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node] === -1) donors.subarray(tree.start[node], tree.end[node]).sort()
  }
  return { ...tree, donors }
}

/** Codes in [0, kinds) in as few bytes as they need. */
export function packed(codes: ArrayLike<number>, kinds: number): DonorTree['donors'] {
  return kinds <= 256 ? Uint8Array.from(codes) : kinds <= 65_536 ? Uint16Array.from(codes) : Uint32Array.from(codes)
}

/** For each row one of so many trees at random. */
export function anyTree(trees: number, rows: number, rng: Rng): Uint8Array {
  return Uint8Array.from({ length: rows }, () => rng.integer(trees))
}

/** The rows for which this one is chosen. */
export function rowsWith(chosen: Uint8Array | Int32Array, one: number): Int32Array {
  const rows = new Int32Array(chosen.length)
  let count = 0
  for (let row = 0; row < chosen.length; row++) if (chosen[row] === one) rows[count++] = row
  return rows.slice(0, count)
}

/** For each row a donor: the leaf that it falls into of the tree that is chosen for it, one of its donors at random. */
export function drawDonors(bag: readonly DonorTree[], features: readonly Feature[], chosen: Uint8Array, rng: Rng): Int32Array {
  const rows = chosen.length
  const offsets = new Int32Array(bag.length)
  for (let t = 1; t < bag.length; t++) offsets[t] = offsets[t - 1] + bag[t - 1].feature.length
  const leaves = leavesOf(bag, features, chosen, offsets)
  const drawn = new Int32Array(rows)
  drawEvenly(leaves, rng, (row, u) => {
    const t = chosen[row]
    const { start, end, donors } = bag[t]
    const leaf = leaves[row] - offsets[t]
    const from = start[leaf]
    drawn[row] = donors[from + Math.floor(u * (end[leaf] - from))]
  })
  return drawn
}

/** For each row the leaf it falls into of the tree that is chosen for it, plus the offset of that tree. */
function leavesOf(bag: readonly DonorTree[], features: readonly Feature[], chosen: Uint8Array, offsets: Int32Array): Int32Array {
  const codes = rowCodes(features, chosen.length)
  const nominal = Uint8Array.from(features, (feature) => (feature.nominal ? 1 : 0))
  const leaves = new Int32Array(chosen.length)
  // Tree by tree: the nodes of one stay close at hand.
  for (const [t, tree] of bag.entries()) walkDown(tree, nominal, codes, chosen, t, offsets[t], leaves)
  return leaves
}

function walkDown(
  { feature, split, left, sets }: DonorTree,
  nominal: Uint8Array,
  codes: Uint16Array,
  chosen: Uint8Array,
  t: number,
  offset: number,
  leaves: Int32Array,
): void {
  const width = nominal.length
  for (let row = 0, base = 0; row < chosen.length; row++, base += width) {
    if (chosen[row] !== t) continue
    let node = 0
    for (let f = feature[0]; f >= 0; f = feature[node]) {
      const code = codes[base + f]
      const bound = split[node]
      const isLeft = nominal[f] === 1 ? isInSet(sets, bound, code) : code <= bound
      node = left[node] + (isLeft ? 0 : 1)
    }
    leaves[row] = offset + node
  }
}

/** The codes of rows, row by row, so that a tree reads one stretch of memory. */
function rowCodes(features: readonly Feature[], rows: number): Uint16Array {
  const width = features.length
  const gathered = new Uint16Array(rows * width)
  for (const [f, { codes }] of features.entries()) {
    for (let row = 0, at = f; row < rows; row++, at += width) gathered[at] = codes[row]
  }
  return gathered
}

/** How many donors of the leaf lie from `from` (included) to `to` (excluded). */
export function donorsIn({ donors, start, end }: DonorTree, leaf: number, from: number, to: number): number {
  const first = lowerBound(donors, from, start[leaf], end[leaf])
  return lowerBound(donors, to, first, end[leaf]) - first
}
