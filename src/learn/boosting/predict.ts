import type { Feature } from '../trees/bins.js'
import { featureCodes, LeafMasks } from '../trees/leaf-masks.js'
import { leafOf, type TreeNodes } from '../trees/nodes.js'

/** A tree whose leaves hold what they add to a score. */
export interface BoostedTree extends TreeNodes {
  readonly value: Float64Array
}

/** A sum of trees: per row `base` plus the leaves it falls into, one score for a number or two classes, one per class for more. */
export interface Boosted {
  /** Number of classes; 0 for a number. */
  readonly classes: number
  readonly base: Float64Array
  /** Round by round, one tree per score. */
  readonly trees: readonly BoostedTree[]
}

/** The predicted number of each row. */
export function predictNumbers(model: Boosted, features: readonly Feature[], rows: number): Float64Array {
  return boostedScores(model, features, rows)[0]
}

/** Rows that are taken through all trees before the next ones, so that what belongs to them stays close at hand. */
const chunk = 512

/** Per score, that of each row. */
export function boostedScores({ base, trees }: Boosted, features: readonly Feature[], rows: number): Float64Array[] {
  const scores = Array.from(base, (value) => new Float64Array(rows).fill(value))
  // A few rows are through the trees before these would be compiled.
  if (rows < chunk) {
    for (const [i, tree] of trees.entries()) {
      const own = scores[i % base.length] as Float64Array
      for (let row = 0; row < rows; row++) own[row] += tree.value[leafOf(tree, features, row)]
    }
    return scores
  }
  const masks = trees.map((tree) => new LeafMasks(tree, features))
  const codes = featureCodes(features)
  const leaves = new Int32Array(chunk)
  for (let start = 0; start < rows; start += chunk) {
    const end = Math.min(rows, start + chunk)
    for (const [i, { value }] of trees.entries()) {
      const own = scores[i % base.length] as Float64Array
      masks[i].leaves(codes, start, end, leaves)
      for (let row = start; row < end; row++) own[row] += value[leaves[row - start]]
    }
  }
  return scores
}
