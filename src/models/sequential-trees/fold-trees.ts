import type { Feature } from '../../learn/bins.js'
import { fillTree, honestNodes } from '../../learn/honest-tree.js'
import type { Response } from '../../learn/split.js'
import { growTree, type Tree } from '../../learn/tree.js'
import { type Folds, partsOf } from './folds.js'

/** Fewest donors in a leaf, whatever the number of rows on which it was grown. */
const fewestDonors = 2

/** Rows of which some values are handed on, and what is told of them. */
export interface Told {
  readonly features: readonly Feature[]
  readonly response: Response
  readonly rows: Int32Array
  readonly folds: Folds
}

/** A tree with the rows of one fold in its leaves, and with the rows of the others, on which it was grown. */
export interface FoldTree {
  readonly own: Tree
  readonly others: Tree
  /** Whether the rows of its fold judge laws. */
  readonly judges: boolean
}

/** A fold of so many rows can judge alone; else all folds of the first round do. */
const enoughRows = 1000

/** How many trees are judged by the rows of their fold. */
export function judgedTrees({ rows, folds }: Pick<Told, 'rows' | 'folds'>): number {
  return Math.min(folds.count, Math.ceil((enoughRows * folds.count) / rows.length))
}

/** A tree for each fold of each round. */
export function growFolds({ features, response, rows, folds }: Told, minLeaf: number): FoldTree[] {
  const judged = judgedTrees({ rows, folds })
  return folds.rounds.flatMap((dealt, round) =>
    Array.from({ length: folds.count }, (_, fold) => {
      const { own, others } = partsOf(dealt, fold, rows)
      const nodes = honestNodes(growTree(features, response, others, { minLeaf }), features, own, fewestDonors)
      return { own: fillTree(nodes, features, own), others: fillTree(nodes, features, others), judges: round === 0 && fold < judged }
    }),
  )
}
