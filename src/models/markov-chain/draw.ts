import { isInSet } from '../../learn/nodes.js'
import type { Rng } from '../../random/rng.js'
import { lowerBound } from '../../stats/sorted.js'
import type { DonorTree } from '../sequential-trees/donors.js'
import type { Drawn } from './state.js'

/** Where a row looks, by view (see `bases.ts`): a row or a sequence, -1 for nothing. */
export type Places = Int32Array

/** `Drawn` made ready for the rows of a block. */
export class Drawer {
  readonly #trees: readonly DonorTree[]
  readonly #codes: readonly Uint16Array[]
  readonly #views: Int32Array
  readonly #nominal: Uint8Array

  /** `codes` are those of all bases of the block. */
  constructor({ bases, views, nominal, trees }: Drawn, codes: readonly Uint16Array[]) {
    this.#trees = trees
    this.#codes = Array.from(bases, (base) => codes[base] as Uint16Array)
    this.#views = views
    this.#nominal = nominal
  }

  /**
   * A donor for the row that looks at these places: from one tree at random, the leaf, one of its donors in [from, to) that isn't
   * `except`; -1 where there is none.
   */
  draw(places: Places, rng: Rng, from = 0, to = Number.POSITIVE_INFINITY, except = -1): number {
    const tree = this.#trees[this.#trees.length === 1 ? 0 : rng.integer(this.#trees.length)] as DonorTree
    const leaf = this.#leaf(tree, places)
    const { donors } = tree
    let low = tree.start[leaf] as number
    let high = tree.end[leaf] as number
    if (from > 0) low = lowerBound(donors, from, low, high)
    if (to < Number.POSITIVE_INFINITY) high = lowerBound(donors, to, low, high)
    const gapStart = except < 0 ? high : lowerBound(donors, except, low, high)
    const gapEnd = except < 0 ? high : lowerBound(donors, except + 1, gapStart, high)
    const kinds = high - low - (gapEnd - gapStart)
    if (kinds <= 0) return -1
    const place = low + rng.integer(kinds)
    return donors[place < gapStart ? place : place + gapEnd - gapStart] as number
  }

  #leaf({ feature, split, left, sets }: DonorTree, places: Places): number {
    let node = 0
    for (let f = feature[0] as number; f >= 0; f = feature[node] as number) {
      const place = places[this.#views[f] as number] as number
      const code = place < 0 ? 0 : ((this.#codes[f] as Uint16Array)[place] as number)
      const bound = split[node] as number
      const isLeft = this.#nominal[f] === 1 ? isInSet(sets, bound, code) : code <= bound
      node = (left[node] as number) + (isLeft ? 0 : 1)
    }
    return node
  }
}
