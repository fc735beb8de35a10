import type { Feature } from './bins.js'
import { leafOf, type TreeNodes } from './nodes.js'
import type { Tree } from './tree.js'
/**
 * The nodes of a tree for other rows than those it was grown on, so that what a leaf holds had no part in where it begins and ends.
 * A split that leaves fewer than `fewest` of them on one side is taken out: all go on as those of the other side do.
 *
 * @see Athey and Imbens, 2016, Recursive partitioning for heterogeneous causal effects
 */
export function honestNodes(tree: TreeNodes, features: readonly Feature[], rows: Int32Array, fewest: number): TreeNodes {
  return withoutShort(tree, countRows(tree, features, rows), Math.max(1, fewest))
}

/** The nodes with these rows in their leaves; the rows of a leaf stay in their order. */
export function fillTree(nodes: TreeNodes, features: readonly Feature[], rows: Int32Array): Tree {
  const leaf = rows.map((row) => leafOf(nodes, features, row))
  const size = nodes.feature.length
  const [start, end] = [new Int32Array(size), new Int32Array(size)]
  for (const node of leaf) end[node] = end[node] + 1
  // Counts become places, the left child's rows before the right one's.
  for (let node = size - 1; node >= 0; node--) {
    const left = nodes.left[node]
    if (nodes.feature[node] !== -1) end[node] = end[left] + end[left + 1]
  }
  for (let node = 0; node < size; node++) {
    if (nodes.feature[node] !== -1) {
      const left = nodes.left[node]
      start[left] = start[node]
      start[left + 1] = start[node] + end[left]
    }
    end[node] = end[node] + start[node]
  }
  const placed = new Int32Array(rows.length)
  const next = start.slice()
  for (let i = 0; i < rows.length; i++) {
    const node = leaf[i]
    const at = next[node]
    placed[at] = rows[i]
    next[node] = at + 1
  }
  return { ...nodes, start, end, rows: placed }
}

/** Rows under each node. */
function countRows(tree: TreeNodes, features: readonly Feature[], rows: Int32Array): Int32Array {
  const counts = new Int32Array(tree.feature.length)
  for (const row of rows) {
    const leaf = leafOf(tree, features, row)
    counts[leaf] = counts[leaf] + 1
  }
  for (let node = counts.length - 1; node >= 0; node--) {
    if (tree.feature[node] === -1) continue
    const left = tree.left[node]
    counts[node] = counts[left] + counts[left + 1]
  }
  return counts
}

/** The nodes of which both children have enough rows, and leaves; the root first, children side by side. */
function withoutShort({ feature, split, left, sets }: TreeNodes, counts: Int32Array, fewest: number): TreeNodes {
  const settle = (node: number): number => {
    let at = node
    while (feature[at] !== -1) {
      const child = left[at]
      const isShort = [counts[child] < fewest, counts[child + 1] < fewest]
      if (!isShort[0] && !isShort[1]) return at
      if (isShort[0] && isShort[1]) return -1
      at = isShort[0] ? child + 1 : child
    }
    return at
  }
  const kept: number[] = [settle(0)]
  const children: number[] = []
  for (let i = 0; i < kept.length; i++) {
    const node = kept[i]
    const isLeaf = node < 0 || feature[node] === -1
    children.push(isLeaf ? 0 : kept.length)
    if (!isLeaf) kept.push(settle(left[node]), settle(left[node] + 1))
  }
  return {
    feature: Int32Array.from(kept, (node) => (node < 0 ? -1 : feature[node])),
    split: Int32Array.from(kept, (node) => (node < 0 ? 0 : split[node])),
    left: Int32Array.from(children),
    sets,
  }
}
