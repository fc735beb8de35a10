import type { CountTree } from './structure/grow-tree.js'

/**
 * A conditional distribution as a tree, nodes in preorder. Plain data. At a node, rows go on to the next node if the rank of their
 * state of the parent is at most the threshold, and to `next` otherwise.
 */
export interface TreeCpt {
  readonly kind: 'tree'
  /** The rank of each state, for each parent. */
  readonly ranks: readonly Uint16Array[]
  /** Position among the parents of the one that a node asks for; -1 at leaves. */
  readonly parent: Int32Array
  readonly threshold: Uint16Array
  /** The right child; at leaves, the number of the leaf. */
  readonly next: Uint32Array
  /** Leaf by leaf, the probability of each state. */
  readonly probabilities: Float32Array
}

/** A conditional distribution as a table: for each combination of the parents' states, the last running fastest, that of each state. */
interface TableCpt {
  readonly kind: 'table'
  readonly probabilities: Float64Array
}

export type Cpt = TreeCpt | TableCpt

/**
 * The distribution of each leaf. Down from the root, whose shares are exact, a node's counts are smoothed towards the node above: by
 * `smoothing` rows, spread as that node's are, for every state beyond the first, so that a node with one state only keeps it. Gaps are
 * not smoothed: where none was seen, none comes up.
 */
export function treeCpt(tree: CountTree, ranks: readonly Uint16Array[], smoothing: number, missing: number): TreeCpt {
  const nodes = tree.parent.length
  const states = tree.counts[0]?.length ?? 0
  const next = new Uint32Array(nodes)
  const leaves: Float64Array[] = []
  const visit = (node: number, above: Float64Array | null): void => {
    const distribution = smoothed(tree.counts[node], above, smoothing, missing)
    if (tree.parent[node] < 0) {
      next[node] = leaves.push(distribution) - 1
      return
    }
    next[node] = tree.right[node]
    visit(node + 1, distribution)
    visit(tree.right[node], distribution)
  }
  visit(0, null)
  const probabilities = new Float32Array(leaves.length * states)
  leaves.forEach((leaf, i) => {
    probabilities.set(leaf, i * states)
  })
  return { kind: 'tree', ranks, parent: Int32Array.from(tree.parent), threshold: Uint16Array.from(tree.threshold), next, probabilities }
}

function smoothed(counts: Float64Array, above: Float64Array | null, smoothing: number, missing: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return counts.map(() => 1 / counts.length)
  if (!above) return counts.map((count) => count / total)
  const gaps = missing < 0 ? 0 : counts[missing]
  const presentAbove = 1 - (missing < 0 ? 0 : above[missing])
  const present = total - gaps
  let seen = 0
  for (let state = 0; state < counts.length; state++) if (state !== missing && counts[state] > 0) seen++
  const rows = smoothing * (seen - 1)
  return counts.map((count, state) => {
    if (state === missing) return count / total
    const share = present > 0 && presentAbove > 0 ? (count + (rows * above[state]) / presentAbove) / (present + rows) : 0
    return (present / total) * share
  })
}

/** For each row, the number of the distribution that its parents' states lead to. */
export function distributionNumbers(cpt: Cpt, parents: readonly ArrayLike<number>[], sizes: readonly number[], rows: number): Uint32Array {
  const result = new Uint32Array(rows)
  if (cpt.kind === 'table') {
    parents.forEach((codes, position) => {
      const size = sizes[position]
      for (let row = 0; row < rows; row++) result[row] = result[row] * size + codes[row]
    })
    return result
  }
  const { parent, threshold, next, ranks } = cpt
  for (let row = 0; row < rows; row++) {
    let node = 0
    for (let position = parent[0]; position >= 0; position = parent[node]) {
      const rank = ranks[position][parents[position][row]]
      node = rank <= threshold[node] ? node + 1 : next[node]
    }
    result[row] = next[node]
  }
  return result
}
