import type { Feature } from '../../../learn/trees/bins.js'
import { fillTree, honestNodes } from '../../../learn/trees/honest-tree.js'
import type { TreeResponse } from '../../../learn/trees/split.js'
import { growTree, type Tree } from '../../../learn/trees/tree.js'
import { atOnce, type Work } from '../../../learn/turn.js'
import type { Parts } from '../draw/laws/folds.js'

/** Fewest donors in a leaf, whatever the number of rows on which it was grown. */
const fewestDonors = 2

/** Rows of which some values are handed on, and what is told of them. */
export interface Told {
  readonly features: readonly Feature[]
  readonly response: TreeResponse
  readonly rows: Int32Array
  /** The rows by fold. */
  readonly parts: readonly Parts[]
  /** Rows that judge laws as well as more would; 1,000 where it isn't said. */
  readonly enough?: number
}

/** A tree with the rows of one fold in its leaves, and, where these judge laws, with the rows of the others, on which it was grown. */
export interface FoldTree {
  readonly own: Tree
  readonly others: Tree | null
}

/** Rows on which a tree is grown at most: more add time, and nothing that the other trees don't have. */
const mostTreeRows = 100_000

/** More rows than this tell weights no better than they need be told, and folds that judge have to be taken through all of them. */
export const enoughRows = 1000

/** How many trees are judged by the rows of their fold. */
export function judgedTrees({ rows, parts, enough = enoughRows }: Pick<Told, 'rows' | 'parts' | 'enough'>): number {
  return Math.min(parts.length, Math.ceil((enough * parts.length) / rows.length))
}

/** A tree for each fold. */
export function growFolds(told: Told, minLeaf: number): FoldTree[] {
  return atOnce(growingFolds(told, minLeaf))
}

/** The same as work that stops after each tree. */
export function* growingFolds(told: Told, minLeaf: number): Work<FoldTree[]> {
  const { features, response, parts } = told
  const judged = judgedTrees(told)
  const grown: FoldTree[] = []
  for (const { own, others } of parts) {
    const nodes = honestNodes(growTree(features, response, few(others, mostTreeRows), { minLeaf }), features, own, fewestDonors)
    grown.push({ own: fillTree(nodes, features, own), others: grown.length < judged ? fillTree(nodes, features, others) : null })
    yield
  }
  return grown
}

/** At most so many of the rows, evenly from all of them. */
export function few(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)])
}
