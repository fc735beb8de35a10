import type { Feature } from './bins.js'
import { isInSet, type TreeNodes } from './nodes.js'

/** Bits of a mask. */
const wordBits = 32

/**
 * A small tree made ready for many rows. Each code of each feature that the tree asks for has a mask of the leaves that it leaves open;
 * the leaf of a row is the one that all its codes leave open. So no look-up waits for the one before, as it does on the way down.
 *
 * @see Lucchese et al., 2015, QuickScorer: A Fast Algorithm to Rank Documents with Additive Ensembles of Regression Trees
 */
export class LeafMasks {
  /** Nodes that are leaves, in ascending order: a leaf's place here is its bit. */
  readonly #leaves: Int32Array
  /** Features that the tree asks for. */
  readonly #asked: readonly number[]
  /** Word by word, for each asked feature the masks of its codes. */
  readonly #masks: readonly (readonly Int32Array[])[]

  constructor(tree: TreeNodes, features: readonly Feature[]) {
    const { feature } = tree
    this.#leaves = Int32Array.from(feature.keys()).filter((node) => feature[node] < 0)
    this.#asked = [...new Set(feature)].filter((f) => f >= 0)
    const words = Math.ceil(this.#leaves.length / wordBits)
    this.#masks = Array.from({ length: words }, (_, word) => masksOf(tree, features, this.#asked, this.#leaves, word))
  }

  /** The node that each row of the codes from `from` on, to `to`, falls into; from the start of `into`. */
  leaves(codes: readonly Uint16Array[], from: number, to: number, into: Int32Array): void {
    const open = new Int32Array(to - from)
    for (const [word, masks] of this.#masks.entries()) {
      open.fill(-1)
      for (let i = 0; i < masks.length; i += 4) {
        const [a, b, c, d] = [0, 1, 2, 3].map((k) => Math.min(i + k, masks.length - 1))
        const seen = (asked: number): Uint16Array => codes[this.#asked[asked]]
        keepOpen(open, from, seen(a), masks[a], seen(b), masks[b], seen(c), masks[c], seen(d), masks[d])
      }
      const last = word * wordBits + wordBits - 1
      for (let i = 0; i < open.length; i++) {
        const mask = open[i]
        if (mask !== 0) into[i] = this.#leaves[last - Math.clz32(mask)]
      }
    }
  }
}

/** The codes of features in one width, for all trees at once. */
export function featureCodes(features: readonly Feature[]): Uint16Array[] {
  return features.map(({ codes }) => (codes instanceof Uint16Array ? codes : Uint16Array.from(codes)))
}

/** Takes four features at a time: a mask is fetched and put back a quarter as often. */
function keepOpen(
  open: Int32Array,
  from: number,
  a: Uint16Array,
  maskOfA: Int32Array,
  b: Uint16Array,
  maskOfB: Int32Array,
  c: Uint16Array,
  maskOfC: Int32Array,
  d: Uint16Array,
  maskOfD: Int32Array,
): void {
  for (let i = 0, row = from; i < open.length; i++, row++) {
    open[i] = open[i] & maskOfA[a[row]] & maskOfB[b[row]] & maskOfC[c[row]] & maskOfD[d[row]]
  }
}

/** For each asked feature, code by code, which of the leaves of a word it leaves open. */
function masksOf(tree: TreeNodes, features: readonly Feature[], asked: readonly number[], leaves: Int32Array, word: number): Int32Array[] {
  const { feature, split, left, sets } = tree
  const below = leavesBelow(tree, leaves, word)
  // No bit for a place without a leaf, so that a mask that is empty in this word is zero.
  const all = below[0]
  const masks = asked.map((f) => new Int32Array(features[f].bins).fill(all))
  for (let node = 0; node < feature.length; node++) {
    const f = feature[node]
    if (f < 0 || below[node] === 0) continue
    const mask = masks[asked.indexOf(f)] as Int32Array
    const { nominal } = features[f]
    const bound = split[node]
    const onLeft = below[left[node]]
    const onRight = below[left[node] + 1]
    for (let code = 0; code < mask.length; code++) {
      const isLeft = nominal ? isInSet(sets, bound, code) : code <= bound
      mask[code] = mask[code] & ~(isLeft ? onRight : onLeft)
    }
  }
  return masks
}

/** For each node the leaves of a word that lie below it, or the bit of itself. */
function leavesBelow({ feature, left }: TreeNodes, leaves: Int32Array, word: number): Int32Array {
  const below = new Int32Array(feature.length)
  for (const [bit, node] of leaves.subarray(word * wordBits, (word + 1) * wordBits).entries()) below[node] = 1 << bit
  // Children follow their parents.
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] < 0) continue
    below[node] = below[left[node]] | below[left[node] + 1]
  }
  return below
}
