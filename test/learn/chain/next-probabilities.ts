import type { ContextTree } from '../../../src/learn/chain/context-tree.js'

/** The probability of each symbol after this context. */
export function nextProbabilities(tree: ContextTree, node: number): Float64Array {
  const probabilities = new Float64Array(tree.symbols)
  let weights = tree.own
  let left = 1
  for (let at = node; at >= 0; at = tree.parent[at] as number) {
    const { start, next, upTo, shorter } = weights
    const [from, to] = [start[at] as number, start[at + 1] as number]
    const chance = Math.min(1, shorter[at] as number)
    for (let k = from; k < to && chance < 1; k++) {
      const weight = (upTo[k] as number) - (k === from ? 0 : (upTo[k - 1] as number))
      const code = next[k] as number
      probabilities[code] = (probabilities[code] as number) + (left * (1 - chance) * weight) / (upTo[to - 1] as number)
    }
    left *= chance
    weights = tree.shared
  }
  return probabilities.map((probability) => probability + left / tree.symbols)
}
