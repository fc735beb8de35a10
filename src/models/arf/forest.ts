import { bagRows, growingBag } from '../../learn/trees/bag.js'
import type { Feature } from '../../learn/trees/bins.js'
import { leafOf } from '../../learn/trees/nodes.js'
import type { Tree } from '../../learn/trees/tree.js'
import { inTurns, takeTurns, type Work } from '../../learn/turn.js'
import type { Rng } from '../../random/rng.js'
import { upperBound } from '../../stats/order/sorted.js'
import type { FitContext } from '../synthesizer.js'
import { fillLeaves, type Leaves } from './leaves.js'

export interface ForestOptions {
  readonly trees: number
  /** Fewest real rows of a leaf. */
  readonly leaf: number
  /** Most rounds. */
  readonly rounds: number
  /** Accuracy above one half at which made rows count as real. */
  readonly tolerance: number
}

export interface Forest {
  readonly leaves: Leaves
  /** Round by round, how often rows were rightly told to be real or made by trees that had not seen them. */
  readonly accuracies: readonly number[]
}

/** Rows per tree, and rows that judge a forest: more add time, and nothing that the other trees don't have. */
const mostTreeRows = 100_000
const mostJudged = 20_000

/**
 * Leaves in which the columns are about independent. Rows are made by drawing each column from a leaf by itself, at first from all rows;
 * a forest learns to tell them from real ones, and its leaves make the next rows; until it can't, or does no better than before.
 *
 * @see Watson, Blesch, Kapar and Wright, 2023, Adversarial random forests for density estimation and generative modeling
 */
export async function growLeaves(
  features: readonly Feature[],
  rows: number,
  { trees, leaf, rounds, tolerance }: ForestOptions,
  { rng, progress, signal }: FitContext,
): Promise<Forest> {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const accuracies: number[] = []
  let before: Leaves | null = null
  let leaves: Leaves = { starts: Int32Array.of(0, rows), rows: all }
  for (let round = 0; round < rounds; round++) {
    progress?.(round / rounds, `telling real rows from made ones, round ${round + 1}`)
    await takeTurns(signal)
    const stream = rng.split(round)
    const both = withMade(features, leaves, rows, stream)
    const forest = await inTurns(growDiscriminator(both, rows, trees, leaf, stream), signal)
    const accuracy = accuracyOf(forest, both, rows, stream)
    accuracies.push(accuracy)
    if (accuracy <= 0.5 + tolerance) return { leaves, accuracies }
    if (before && accuracy >= accuracies[round - 1]) return { leaves: before, accuracies }
    before = leaves
    leaves = fillLeaves(forest, features, leaf, (tree) => bagRows(all, Math.min(rows, mostTreeRows), stream.split(1, tree)))
  }
  return { leaves, accuracies }
}

/** The features of the real rows and, after them, of as many rows whose columns are drawn from leaves independently. */
function withMade(features: readonly Feature[], { starts, rows: donors }: Leaves, rows: number, rng: Rng): Feature[] {
  const leaves = new Int32Array(rows)
  for (let i = 0; i < rows; i++) leaves[i] = upperBound(starts, rng.integer(donors.length)) - 1
  return features.map((feature) => {
    const codes = new (feature.codes.constructor as typeof Uint16Array)(2 * rows)
    codes.set(feature.codes)
    for (let i = 0; i < rows; i++) {
      const start = starts[leaves[i]]
      const end = starts[leaves[i] + 1]
      codes[rows + i] = feature.codes[donors[start + rng.integer(end - start)]]
    }
    return { ...feature, codes }
  })
}

/** Trees that tell the first half of the rows from the second. */
function growDiscriminator(features: readonly Feature[], rows: number, trees: number, leaf: number, rng: Rng): Work<Tree[]> {
  const codes = new Uint8Array(2 * rows).fill(1, rows)
  const all = Int32Array.from(codes.keys())
  const share = Math.min(0.632, mostTreeRows / Math.max(1, all.length))
  return growingBag(features, { kind: 'class', codes, classes: 2 }, all, rng, { trees, share, minLeaf: leaf })
}

/** Share of rows that the trees that haven't seen them put on the right side; one half where there are none. */
function accuracyOf(forest: readonly Tree[], features: readonly Feature[], rows: number, rng: Rng): number {
  const judged = bagRows(
    Int32Array.from({ length: 2 * rows }, (_, row) => row),
    Math.min(2 * rows, mostJudged),
    rng,
  )
  const votes = new Float64Array(judged.length)
  const voters = new Uint8Array(judged.length)
  for (const tree of forest) {
    const seen = new Uint8Array(2 * rows)
    for (const row of tree.rows) seen[row] = 1
    const leanings = leaningsOf(tree, rows)
    for (let i = 0; i < judged.length; i++) {
      const row = judged[i]
      if (seen[row] === 1) continue
      votes[i] += leanings[leafOf(tree, features, row)]
      voters[i] = 1
    }
  }
  let [right, told] = [0, 0]
  for (let i = 0; i < judged.length; i++) {
    if (voters[i] === 0) continue
    told++
    const vote = votes[i]
    right += vote === 0 ? 0.5 : vote > 0 === judged[i] < rows ? 1 : 0
  }
  return told === 0 ? 0.5 : right / told
}

/** By how much more than half of the rows of each leaf are real; 0 in other nodes. */
function leaningsOf({ feature, start, end, rows: members }: Tree, rows: number): Float64Array {
  return Float64Array.from(feature, (f, node) => {
    if (f >= 0) return 0
    const [from, to] = [start[node], end[node]]
    let real = 0
    for (let i = from; i < to; i++) if (members[i] < rows) real++
    return real / (to - from) - 0.5
  })
}
