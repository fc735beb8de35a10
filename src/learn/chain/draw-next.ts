import type { Rng } from '../../random/rng.js'
import { upperBound } from '../../stats/order/sorted.js'
import type { ContextTree } from './context-tree.js'

/** The node of the longest known context of a past: `before(1)` is the symbol just before, `before(2)` the one before that. */
export function contextOf({ symbol, firstChild }: ContextTree, before: (back: number) => number): number {
  let node = 0
  for (let back = 1; ; back++) {
    const wanted = before(back)
    let low = firstChild[node]
    let high = firstChild[node + 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (symbol[middle] < wanted) low = middle + 1
      else high = middle
    }
    if (low === firstChild[node + 1] || symbol[low] !== wanted) return node
    node = low
  }
}

/** A symbol that follows this context. Below the empty context all symbols are alike. */
export function drawNext(tree: ContextTree, node: number, rng: Rng): number {
  let weights = tree.own
  for (let at = node; at >= 0; at = tree.parent[at]) {
    const { start, next, upTo, shorter } = weights
    const from = start[at]
    const to = start[at + 1]
    weights = tree.shared
    const chance = shorter[at]
    if (chance >= 1 || (chance > 0 && rng.uniform() < chance)) continue
    const place = upperBound(upTo, rng.uniform() * upTo[to - 1], from, to)
    return next[Math.min(place, to - 1)]
  }
  return rng.integer(tree.symbols)
}
