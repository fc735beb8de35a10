import type { Feature } from '../trees/bins.js'
import { leafOf } from '../trees/nodes.js'
import type { TreeResponse } from '../trees/split.js'
import { atOnce, type Work } from '../turn.js'
import { BoostedTreeGrower } from './boosted-tree.js'
import { lossOf } from './loss.js'
import type { Boosted, BoostedTree } from './predict.js'

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
