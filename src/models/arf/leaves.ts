import type { Feature } from '../../learn/trees/bins.js'
import { isInSet, type TreeNodes } from '../../learn/trees/nodes.js'

/** Real rows by the leaf they fall into, tree after tree. */
export interface Leaves {
  /** The rows of leaf i are `rows[starts[i]]` to `rows[starts[i + 1] - 1]`. */
  readonly starts: Int32Array
  readonly rows: Int32Array
}

/** The leaves of all trees; `rowsOf` gives the real rows that fill those of a tree. A branch with fewer than `least` of them is cut: they go to its sibling. */
export function fillLeaves(
  forest: readonly TreeNodes[],
  features: readonly Feature[],
  least: number,
  rowsOf: (tree: number) => Int32Array,
): Leaves {
  const parts = forest.map((_, tree) => rowsOf(tree))
  const rows = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
  const starts: number[] = [0]
  let from = 0
  forest.forEach((tree, i) => {
    const part = parts[i]
    const own = rows.subarray(from, from + part.length)
    own.set(part)
    for (const end of fillTree(tree, features, least, own)) starts.push(from + end)
    from += part.length
  })
  return { starts: Int32Array.from(starts), rows }
}

/** Arranges the rows so that those of each leaf stand together; returns where each leaf ends. */
function fillTree(tree: TreeNodes, features: readonly Feature[], least: number, rows: Int32Array): number[] {
  const ends: number[] = []
  const spare = new Int32Array(rows.length)
  const open = [{ node: 0, from: 0, to: rows.length }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, from, to } = next
    if (tree.feature[node] === -1) {
      ends.push(to)
      continue
    }
    const left = tree.left[node]
    const middle = partition(tree, node, features, rows, from, to, spare)
    const [onLeft, onRight] = [middle - from, to - middle]
    if (Math.min(onLeft, onRight) < least) open.push({ node: onLeft >= onRight ? left : left + 1, from, to })
    else open.push({ node: left + 1, from: middle, to }, { node: left, from, to: middle })
  }
  return ends
}

/** Brings the rows that go left to the front; returns where the others begin. */
function partition(
  { feature, split, sets }: TreeNodes,
  node: number,
  features: readonly Feature[],
  rows: Int32Array,
  from: number,
  to: number,
  spare: Int32Array,
): number {
  const { codes, nominal } = features[feature[node]]
  const bound = split[node]
  let left = from
  let right = 0
  for (let i = from; i < to; i++) {
    const row = rows[i]
    const code = codes[row]
    if (nominal ? isInSet(sets, bound, code) : code <= bound) rows[left++] = row
    else spare[right++] = row
  }
  for (let i = 0; i < right; i++) rows[left + i] = spare[i]
  return left
}
