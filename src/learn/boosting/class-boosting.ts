import type { Rng } from '../../random/rng.js'
import { type Feature, takeRows } from '../trees/bins.js'
import { leafOf } from '../trees/nodes.js'
import { atOnce, type Work } from '../turn.js'
import { BoostedTreeGrower } from './boosted-tree.js'
import { ClassShares, possibleClasses } from './class-shares.js'
import type { ClassBoosted, FactorTree } from './class-weights.js'

export interface ClassBoostingOptions {
  /** True: neighbouring codes are alike. */
  readonly ordered?: boolean
  /** Most trees. */
  readonly rounds?: number
  readonly leaves?: number
  readonly learningRate?: number
  /** Fewest rows of a leaf. */
  readonly minLeaf?: number
  readonly l2?: number
  /** Rounds in which the held rows have not become likelier, after which the trees up to their best are kept. */
  readonly patience?: number
}

/**
 * Gradient boosting of class probabilities with one tree a round for all classes together: it is grown on the slopes of the log
 * loss along one random direction in the space of the scores, then each leaf takes a Newton step for every class. A round costs hardly
 * more than one of a single number, where one tree per class would cost as many. `held` rows are seen by no tree and say when to stop;
 * without any, all rounds count.
 *
 * @see Iosipoi and Vakhrushev, 2022, SketchBoost: Fast Gradient Boosted Decision Tree for Multioutput Problems
 */
export function boostClasses(...given: Parameters<typeof boostingClasses>): ClassBoosted {
  return atOnce(boostingClasses(...given))
}

/** The same as work that stops after each round. */
export function* boostingClasses(
  features: readonly Feature[],
  response: { readonly codes: ArrayLike<number>; readonly classes: number },
  rows: Int32Array,
  held: Int32Array,
  rng: Rng,
  { ordered = false, rounds = 40, leaves = 12, learningRate = 0.25, minLeaf = 20, l2 = 3, patience = 5 }: ClassBoostingOptions = {},
): Work<ClassBoosted> {
  const { classes } = response
  const start = smoothedShares(response, rows)
  const [own, unseen] = [rows, held].map((part) => new ClassShares(start, takeCodes(response.codes, part))) as [ClassShares, ClassShares]
  const [ownFeatures, heldFeatures] = [rows, held].map((part) => features.map((feature) => takeRows(feature, part))) as [
    Feature[],
    Feature[],
  ]
  const all = Int32Array.from(rows.keys())
  const grower = new BoostedTreeGrower(ownFeatures, all, { leaves: Math.max(2, leaves), learningRate, minLeaf: Math.max(1, minLeaf), l2 })
  const gradients = new Float64Array(rows.length)
  const curvatures = new Float64Array(rows.length)
  const trees: FactorTree[] = []
  let best = { loss: unseen.loss(), round: 0 }
  for (let round = 1; round <= rounds && round - best.round <= patience; round++) {
    own.slopes(drawDirection(classes, ordered && round % 2 === 0, rng), gradients, curvatures)
    const grown = grower.divide(gradients, curvatures)
    const leaf = new Int32Array(grown.nodes.feature.length)
    for (const [i, { node }] of grown.leaves.entries()) leaf[node] = i
    const tallies = grown.leaves.map((span) => own.tally(grown.rows, span))
    const possible = possibleClasses(grown.nodes, leaf, tallies)
    const factors = new Float32Array(grown.leaves.length * classes)
    for (const [i, span] of grown.leaves.entries()) {
      const step = factors.subarray(i * classes, (i + 1) * classes)
      own.step(grown.rows, span, tallies[i], possible[i], { learningRate, l2 }, step)
    }
    const tree = { ...grown.nodes, leaf, factors }
    trees.push(tree)
    for (let row = 0; row < held.length; row++) unseen.multiply(row, factors, leaf[leafOf(tree, heldFeatures, row)] * classes)
    const loss = unseen.loss()
    if (loss < best.loss || held.length === 0) best = { loss, round }
    yield
  }
  return { shares: start, trees: trees.slice(0, best.round) }
}

/** Weights of the classes: one class against the other of two, else normal; along a random walk where neighbours are alike. */
function drawDirection(classes: number, walk: boolean, rng: Rng): Float64Array {
  if (classes === 2) return Float64Array.of(0, 1)
  const direction = new Float64Array(classes)
  for (let k = 0; k < classes; k++) direction[k] = rng.normal() + (walk && k > 0 ? direction[k - 1] : 0)
  return direction
}

/** Shares of the classes with half a row added to each, so that none is impossible (Krichevsky and Trofimov 1981). */
function smoothedShares(
  { codes, classes }: { readonly codes: ArrayLike<number>; readonly classes: number },
  rows: Int32Array,
): Float64Array {
  const shares = new Float64Array(classes).fill(0.5)
  for (const row of rows) shares[codes[row]] += 1
  return shares.map((share) => share / (rows.length + classes / 2))
}

function takeCodes(codes: ArrayLike<number>, rows: Int32Array): Int32Array {
  return rows.map((row) => codes[row])
}
