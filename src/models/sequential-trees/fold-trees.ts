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
}

/** A tree for each fold of each round. */
export function growFolds({ features, response, rows, folds }: Told, minLeaf: number): FoldTree[] {
  return folds.rounds.flatMap((dealt) =>
    Array.from({ length: folds.count }, (_, fold) => {
      const { own, others } = partsOf(dealt, fold, rows)
      const nodes = honestNodes(growTree(features, response, others, { minLeaf }), features, own, fewestDonors)
      return { own: fillTree(nodes, features, own), others: fillTree(nodes, features, others) }
    }),
  )
}
