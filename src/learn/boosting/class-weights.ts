import type { Feature } from '../trees/bins.js'
import { featureCodes, LeafMasks } from '../trees/leaf-masks.js'
import { leafOf, type TreeNodes } from '../trees/nodes.js'

/** A tree whose leaves hold one factor per class. */
export interface FactorTree extends TreeNodes {
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
