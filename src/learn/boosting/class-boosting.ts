import type { Rng } from '../../random/rng.js'
import type { Feature } from '../trees/bins.js'
import { featureCodes, LeafMasks } from '../trees/leaf-masks.js'
import { leafOf, type TreeNodes } from '../trees/nodes.js'
import { atOnce, type Work } from '../turn.js'
import { BoostedTreeGrower } from './boosted-tree.js'
import { ClassShares, possibleClasses } from './class-shares.js'

/** A tree whose leaves hold one factor per class. */
interface FactorTree extends TreeNodes {
  /** Which leaf a node is, counted from 0; of no meaning for inner nodes. */
  readonly leaf: Int32Array
  /** Leaf by leaf, class by class. */
  readonly factors: Float32Array
}

/** Class probabilities as a product: in every tree the leaf that a row falls into multiplies them by its factors. Plain data. */
export interface ClassBoosted {
  /** The probabilities before any tree: shares of the classes among the training rows. */
  readonly shares: Float64Array
  readonly trees: readonly FactorTree[]
}

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

/** Rows that are taken through all trees before the next ones, so that what belongs to them stays close at hand. */
const chunk = 512

/** For each row of the features the probability of each class, row by row, not divided by their sum. */
export function classWeights({ shares, trees }: ClassBoosted, features: readonly Feature[], rows: number): Float64Array {
  const classes = shares.length
  const weights = new Float64Array(rows * classes)
  const masks = trees.map((tree) => new LeafMasks(tree, features))
  const codes = featureCodes(features)
  const { factors, starts } = allFactors(trees)
  const nodes = new Int32Array(Math.min(rows, chunk))
  const places = new Int32Array(nodes.length * trees.length)
  for (let start = 0; start < rows; start += chunk) {
    const end = Math.min(rows, start + chunk)
    for (const [t, { leaf }] of trees.entries()) {
      masks[t].leaves(codes, start, end, nodes)
      const first = starts[t]
      for (let i = 0, at = t; i < end - start; i++, at += trees.length) {
        places[at] = first + leaf[nodes[i]] * classes
      }
    }
    multiplyRows(shares, factors, places, trees.length, weights.subarray(start * classes, end * classes))
  }
  for (let row = 0; row < rows; row++) {
    const own = weights.subarray(row * classes, (row + 1) * classes)
    if (sumOf(own) === 0) passOverContradictions(shares, trees, features, row, own)
  }
  return weights
}

/** The factors of all trees, one after the other, and where those of each begin. */
function allFactors(trees: readonly FactorTree[]): { factors: Float32Array; starts: Int32Array } {
  const starts = new Int32Array(trees.length + 1)
  for (const [t, tree] of trees.entries()) starts[t + 1] = starts[t] + tree.factors.length
  const factors = new Float32Array(starts[trees.length])
  for (const [t, tree] of trees.entries()) factors.set(tree.factors, starts[t])
  return { factors, starts }
}

/** Row by row, the shares times the factors at the places of the row, tree by tree; four classes at a time, none of which waits for another. */
function multiplyRows(shares: Float64Array, factors: Float32Array, places: Int32Array, trees: number, into: Float64Array): void {
  const classes = shares.length
  const four = classes - (classes % 4)
  for (let at = 0, first = 0; at < into.length; at += classes, first += trees) {
    const last = first + trees
    let k = 0
    for (; k < four; k += 4) {
      let a = shares[k]
      let b = shares[k + 1]
      let c = shares[k + 2]
      let d = shares[k + 3]
      for (let p = first; p < last; p++) {
        const place = places[p] + k
        a *= factors[place]
        b *= factors[place + 1]
        c *= factors[place + 2]
        d *= factors[place + 3]
      }
      into[at + k] = a
      into[at + k + 1] = b
      into[at + k + 2] = c
      into[at + k + 3] = d
    }
    for (; k < classes; k++) {
      let product = shares[k]
      for (let p = first; p < last; p++) product *= factors[places[p] + k]
      into[at + k] = product
    }
  }
}

function sumOf(weights: Float64Array): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) sum += weights[k]
  return sum
}

/** Where two trees leave no class between them, the later one is passed over, as it was for the rows it was grown on. */
function passOverContradictions(
  shares: Float64Array,
  trees: readonly FactorTree[],
  features: readonly Feature[],
  row: number,
  into: Float64Array,
): void {
  into.set(shares)
  for (const tree of trees) {
    const at = tree.leaf[leafOf(tree, features, row)] * into.length
    const next = into.map((weight, k) => weight * tree.factors[at + k])
    if (sumOf(next) > 0) into.set(next)
  }
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

export function takeRows({ codes, ...feature }: Feature, rows: Int32Array): Feature {
  const taken = new (codes.constructor as typeof Uint16Array)(rows.length)
  for (let i = 0; i < taken.length; i++) taken[i] = codes[rows[i]]
  return { ...feature, codes: taken }
}
