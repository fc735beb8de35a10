import type { Feature } from './bins.js'
import { NodeBuilder, type TreeNodes } from './nodes.js'
import { createSpare, partitionRows } from './partition.js'
import { SplitSearch, type TreeResponse } from './split.js'

/** A fitted tree: its nodes, and the rows it was grown on so arranged that those of each node stand together. */
export interface Tree extends TreeNodes {
  /** The rows under a node are `rows[start]` to `rows[end - 1]`: the donors of a leaf. */
  readonly start: Int32Array
  readonly end: Int32Array
  readonly rows: Int32Array
}

export interface TreeOptions {
  /** Fewest rows of a leaf. */
  readonly minLeaf?: number
  /** A split must gain more than this share of the impurity of all rows. */
  readonly minGain?: number
  readonly maxDepth?: number
}

/**
 * The classification or regression tree of the response over these rows. Equal input gives the same tree. Time is
 * proportional to rows × features × depth, whatever the number of bins.
 */
export function growTree(
  features: readonly Feature[],
  response: TreeResponse,
  rowsToUse: ArrayLike<number>,
  { minLeaf = 5, minGain = 0, maxDepth = 40 }: TreeOptions = {},
): Tree {
  const rows = Int32Array.from(rowsToUse)
  const search = new SplitSearch(features, response, rows, Math.max(1, minLeaf))
  const capacity = 2 * Math.max(1, Math.floor(rows.length / Math.max(1, minLeaf))) + 1
  const nodes = new NodeBuilder(capacity)
  const start = new Int32Array(capacity)
  const end = new Int32Array(capacity)
  end[0] = rows.length
  const leastGain = minGain * search.impurity(0, rows.length)
  const spare = createSpare(features, rows.length)
  const open: Open[] = [{ node: 0, depth: 0, features: Int32Array.from(features.keys()) }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next
    const [from, to] = [start[node], end[node]]
    if (depth >= maxDepth || to - from < 2 * minLeaf || !search.find(from, to, leastGain, next.features)) continue
    const middle = from + search.best.leftRows
    const split = storeSplit(nodes, search, features, to - from)
    const left = nodes.divide(node, search.best.feature, split)
    partitionRows(features[search.best.feature], search.best, search.best.allCodes, rows, from, to, spare)
    start[left] = from
    end[left] = middle
    start[left + 1] = middle
    end[left + 1] = to
    const { varying } = search
    open.push({ node: left, depth: depth + 1, features: varying }, { node: left + 1, depth: depth + 1, features: varying })
  }
  return { ...nodes.finish(), start: start.slice(0, nodes.size), end: end.slice(0, nodes.size), rows }
}

/** A node that may yet be split, by one of these features. */
interface Open {
  readonly node: number
  readonly depth: number
  readonly features: Int32Array
}

/** Codes that do not occur in the node go where most rows go. */
function storeSplit(nodes: NodeBuilder, { best }: SplitSearch, features: readonly Feature[], rows: number): number {
  if (!features[best.feature].nominal) return best.threshold
  return nodes.addSet(best.order, best.leftCodes, best.allCodes, best.leftRows * 2 > rows)
}
