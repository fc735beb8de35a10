import type { Feature } from '../trees/bins.js'
import { featureCodes, LeafMasks } from '../trees/leaf-masks.js'
import { leafOf } from '../trees/nodes.js'
import type { TreeResponse } from '../trees/split.js'
import { atOnce, type Work } from '../turn.js'
import { type BoostedTree, BoostedTreeGrower } from './boosted-tree.js'
import { lossOf, probabilitiesOf } from './loss.js'

/** A sum of trees: per row `base` plus the leaves it falls into, one score for a number or two classes, one per class for more. */
export interface Boosted {
  /** Number of classes; 0 for a number. */
  readonly classes: number
  readonly base: Float64Array
  /** Round by round, one tree per score. */
  readonly trees: readonly BoostedTree[]
}

export interface BoostingOptions {
  /** Most rounds. */
  readonly rounds?: number
  readonly leaves?: number
  readonly learningRate?: number
  /** Fewest rows of a leaf. */
  readonly minLeaf?: number
  readonly l2?: number
  /** Rows that no tree sees: after `patience` rounds in which their loss has not fallen, the rounds up to its least are kept. */
  readonly validation?: ArrayLike<number>
  readonly patience?: number
}

/**
 * Gradient boosting with Newton steps on histograms: squared error for numbers, log loss for classes. Equal input gives
 * the same model on every platform.
 *
 * @see Friedman, 2001, Greedy Function Approximation: A Gradient Boosting Machine
 */
export function boost(...given: Parameters<typeof boosting>): Boosted {
  return atOnce(boosting(...given))
}

/** The same as work that stops after each round. */
export function* boosting(
  features: readonly Feature[],
  response: TreeResponse,
  rowsToUse: ArrayLike<number>,
  options: BoostingOptions = {},
): Work<Boosted> {
  const { rounds = 200, leaves = 31, learningRate = 0.1, minLeaf = 20, l2 = 1, validation, patience = 20 } = options
  const rows = Int32Array.from(rowsToUse)
  const held = Int32Array.from(validation ?? [])
  const loss = lossOf(response, rows)
  const size = tableRows(response)
  const scores = Array.from(loss.base, (base) => new Float64Array(size).fill(base))
  const gradients = new Float64Array(size)
  const curvatures = new Float64Array(size)
  const grower = new BoostedTreeGrower(features, rows, { leaves: Math.max(2, leaves), learningRate, minLeaf: Math.max(1, minLeaf), l2 })
  const trees: BoostedTree[] = []
  let best = { loss: held.length > 0 ? loss.mean(scores, held) : Number.POSITIVE_INFINITY, round: 0 }
  for (let round = 1; round <= rounds; round++) {
    loss.prepare(scores, rows)
    const added = scores.map((own, k) => {
      loss.slopes(k, scores, rows, gradients, curvatures)
      const tree = grower.grow(gradients, curvatures, own)
      for (const row of held) own[row] += tree.value[leafOf(tree, features, row)]
      return tree
    })
    trees.push(...added)
    if (held.length > 0) {
      const now = loss.mean(scores, held)
      if (now < best.loss) best = { loss: now, round }
      else if (round - best.round >= patience) break
    }
    // Nothing to split by: no later round will find anything either.
    if (added.every((tree) => tree.feature.length === 1)) break
    yield
  }
  const kept = held.length > 0 ? trees.slice(0, best.round * scores.length) : trees
  return { classes: loss.classes, base: loss.base, trees: kept }
}

function tableRows(response: TreeResponse): number {
  return response.kind === 'number' ? response.values.length : response.codes.length
}

/** The predicted number of each row. */
export function predictNumbers(model: Boosted, features: readonly Feature[], rows: number): Float64Array {
  return scoresOf(model, features, rows)[0]
}

/** The probability of each class of each row, row by row. */
export function predictProbabilities(model: Boosted, features: readonly Feature[], rows: number): Float64Array {
  return probabilitiesOf(model.classes, scoresOf(model, features, rows), rows)
}

/** Rows that are taken through all trees before the next ones, so that what belongs to them stays close at hand. */
const chunk = 512

function scoresOf({ base, trees }: Boosted, features: readonly Feature[], rows: number): Float64Array[] {
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
