import { isInSet } from '../../../learn/trees/nodes.js'
import type { Rng } from '../../../random/rng.js'
import { lowerBound } from '../../../stats/order/sorted.js'
import type { DonorTree } from '../../sequential-trees/draw/laws/donors.js'
import type { ChainTrees } from '../state.js'

/** Where a row looks, by view (of a chain, see `bases.ts`): a row, a sequence or a row of another table, -1 for nothing. */
export type Places = Int32Array

/**
 * The nodes of a tree, four numbers each, so that a step down reads one stretch of memory: the feature (-1 in a leaf); the view of it,
 * and `unordered` more if its codes have no order; the bound or where the set begins; the left child. Of a leaf: where its donors begin
 * and end stand in the last two places.
 */
type PackedNodes = Int32Array

const unordered = 0x10000

/** Trees never change, so that what is made of them may be kept as long as they live. */
const packed = new WeakMap<DonorTree, PackedNodes>()

function packNodes(tree: DonorTree, { views, nominal }: ChainTrees): PackedNodes {
  const known = packed.get(tree)
  if (known) return known
  const { feature, split, left, start, end } = tree
  const nodes = new Int32Array(4 * feature.length)
  for (let node = 0, at = 0; node < feature.length; node++, at += 4) {
    const f = feature[node]
    const isLeaf = f < 0
    nodes[at] = f
    nodes[at + 1] = isLeaf ? 0 : views[f] + (nominal[f] === 1 ? unordered : 0)
    nodes[at + 2] = isLeaf ? start[node] : split[node]
    nodes[at + 3] = isLeaf ? end[node] : left[node]
  }
  packed.set(tree, nodes)
  return nodes
}

/** `ChainTrees` made ready for the rows of a block. */
export class Drawer {
  readonly #trees: readonly DonorTree[]
  readonly #nodes: readonly PackedNodes[]
  readonly #codes: readonly Uint16Array[]

  /** `codes` are those of all bases of the block. */
  constructor(drawn: ChainTrees, codes: readonly Uint16Array[]) {
    this.#trees = drawn.trees
    this.#nodes = drawn.trees.map((tree) => packNodes(tree, drawn))
    this.#codes = Array.from(drawn.bases, (base) => codes[base])
  }

  /**
   * A donor for the row that looks at these places: from one tree at random, the leaf, one of its donors in [from, to) that isn't
   * `except`; -1 where there is none.
   */
  draw(places: Places, rng: Rng, from = 0, to = Number.POSITIVE_INFINITY, except = -1): number {
    const t = this.#trees.length === 1 ? 0 : rng.integer(this.#trees.length)
    const { donors, sets } = this.#trees[t]
    const nodes = this.#nodes[t]
    const leaf = this.#leaf(nodes, sets, places)
    let low = nodes[leaf + 2]
    let high = nodes[leaf + 3]
    if (from > 0) low = lowerBound(donors, from, low, high)
    if (to < Number.POSITIVE_INFINITY) high = lowerBound(donors, to, low, high)
    const gapStart = except < 0 ? high : lowerBound(donors, except, low, high)
    const gapEnd = except < 0 ? high : lowerBound(donors, except + 1, gapStart, high)
    const kinds = high - low - (gapEnd - gapStart)
    if (kinds <= 0) return -1
    const place = low + rng.integer(kinds)
    return donors[place < gapStart ? place : place + gapEnd - gapStart]
  }

  /** Where in the packed nodes the leaf of the row stands. */
  #leaf(nodes: PackedNodes, sets: Uint32Array, places: Places): number {
    let at = 0
    for (let f = nodes[0]; f >= 0; f = nodes[at]) {
      const view = nodes[at + 1]
      const isNominal = view >= unordered
      const place = places[isNominal ? view - unordered : view]
      const code = place < 0 ? 0 : this.#codes[f][place]
      const bound = nodes[at + 2]
      const isLeft = isNominal ? isInSet(sets, bound, code) : code <= bound
      at = 4 * (nodes[at + 3] + (isLeft ? 0 : 1))
    }
    return at
  }
}
