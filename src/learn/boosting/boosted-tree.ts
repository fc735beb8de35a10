import type { Feature } from '../trees/bins.js'
import { NodeBuilder, type TreeNodes } from '../trees/nodes.js'
import { createSpare, partitionRows, type Spare } from '../trees/partition.js'
import { buildHistogram, type Gathered, type HistogramLayout, histogramLayout, subtractHistogram } from './gradient-histogram.js'
import { NewtonSearch, type NewtonSplit, none } from './newton-split.js'
import type { BoostedTree } from './predict.js'

export interface BoostedTreeOptions {
  readonly leaves: number
  readonly minLeaf: number
  readonly learningRate: number
  readonly l2: number
}

/** A tree as grown, and its leaves with the rows that fell into each, before anybody decides what a leaf adds to a score. */
export interface GrownTree {
  readonly nodes: TreeNodes
  readonly leaves: readonly GrownLeaf[]
  /** The rows of a leaf are `rows[start]` to `rows[end - 1]`; good until the next tree is grown. */
  readonly rows: Int32Array
}

export interface GrownLeaf {
  readonly node: number
  readonly start: number
  readonly end: number
  readonly gradient: number
  readonly curvature: number
}

/** The first row, and the one after the last. */
type Span = readonly [number, number]

/** Of a leaf that nobody splits and that has no memory to give back. */
const unused = new Float64Array(0)

/** A leaf that may yet be split. */
interface Leaf extends GrownLeaf {
  readonly histogram: Float64Array
  readonly split: NewtonSplit
}

/**
 * Grows the trees of one boosted model, leaf by leaf: always the leaf whose split gains the most. Of two children only the
 * smaller one is counted; the other is what is left of the parent. Keeps its memory from tree to tree.
 *
 * @see Ke et al., 2017, LightGBM: A Highly Efficient Gradient Boosting Decision Tree
 */
export class BoostedTreeGrower {
  readonly #layout: HistogramLayout
  readonly #search: NewtonSearch
  readonly #options: BoostedTreeOptions
  readonly #rows: Int32Array
  readonly #spare: Spare
  readonly #gathered: Gathered
  readonly #histograms: Float64Array[] = []

  constructor(features: readonly Feature[], rows: Int32Array, options: BoostedTreeOptions) {
    this.#layout = histogramLayout(features)
    this.#search = new NewtonSearch(this.#layout, options)
    this.#options = options
    this.#rows = rows.slice()
    this.#spare = createSpare(features, rows.length)
    this.#gathered = { gradients: new Float64Array(rows.length), curvatures: new Float64Array(rows.length) }
  }

  /** The next tree for these slopes of the loss (one per row of the table); adds what its leaves hold to the scores of the rows it was grown on. */
  grow(gradients: Float64Array, curvatures: Float64Array, scores: Float64Array): BoostedTree {
    const { nodes, leaves, rows } = this.divide(gradients, curvatures)
    const value = new Float64Array(nodes.feature.length)
    for (const leaf of leaves) {
      const step = this.#step(leaf)
      value[leaf.node] = step
      for (let i = leaf.start; i < leaf.end; i++) scores[rows[i]] += step
    }
    return { ...nodes, value }
  }

  /** The next tree for these slopes of the loss, with the rows of its leaves. */
  divide(gradients: Float64Array, curvatures: Float64Array): GrownTree {
    const { leaves: mostLeaves } = this.#options
    const nodes = new NodeBuilder(2 * mostLeaves - 1)
    const leaves = [this.#root(gradients, curvatures)]
    while (leaves.length < mostLeaves) {
      const at = mostGaining(leaves)
      if (at < 0) break
      const [leaf] = leaves.splice(at, 1) as [Leaf]
      const isLast = leaves.length + 2 === mostLeaves
      leaves.push(...(isLast ? this.#divideLast(leaf, nodes, gradients, curvatures) : this.#divide(leaf, nodes, gradients, curvatures)))
    }
    for (const { histogram } of leaves) if (histogram !== unused) this.#histograms.push(histogram)
    return { nodes: nodes.finish(), leaves, rows: this.#rows }
  }

  #step({ gradient, curvature }: GrownLeaf): number {
    const { learningRate, l2 } = this.#options
    return curvature + l2 === 0 ? 0 : (-learningRate * gradient) / (curvature + l2)
  }

  #root(gradients: Float64Array, curvatures: Float64Array): Leaf {
    const span = [0, this.#rows.length] as const
    const histogram = this.#counted(span, gradients, curvatures)
    return this.#leaf(0, span, histogram, gradients, curvatures)
  }

  #divide(leaf: Leaf, nodes: NodeBuilder, gradients: Float64Array, curvatures: Float64Array): [Leaf, Leaf] {
    const { left, leftSpan, rightSpan } = this.#parted(leaf, nodes)
    const leftIsSmaller = leftSpan[1] - leftSpan[0] <= rightSpan[1] - rightSpan[0]
    const part = this.#counted(leftIsSmaller ? leftSpan : rightSpan, gradients, curvatures)
    const rest = leaf.histogram
    subtractHistogram(rest, part)
    const [leftHistogram, rightHistogram] = leftIsSmaller ? [part, rest] : [rest, part]
    return [
      this.#leaf(left, leftSpan, leftHistogram, gradients, curvatures),
      this.#leaf(left + 1, rightSpan, rightHistogram, gradients, curvatures),
    ]
  }

  /** The children of a leaf where no further leaf is wanted, so that nobody counts what could split them. */
  #divideLast(leaf: Leaf, nodes: NodeBuilder, gradients: Float64Array, curvatures: Float64Array): [Leaf, Leaf] {
    const { left, leftSpan, rightSpan } = this.#parted(leaf, nodes)
    const child = (node: number, span: Span, histogram: Float64Array): Leaf => ({
      ...this.#totals(node, span, gradients, curvatures),
      histogram,
      split: none,
    })
    return [child(left, leftSpan, leaf.histogram), child(left + 1, rightSpan, unused)]
  }

  /** Splits the leaf; where its children and their rows are. */
  #parted(leaf: Leaf, nodes: NodeBuilder): { readonly left: number; readonly leftSpan: Span; readonly rightSpan: Span } {
    const { split, start, end } = leaf
    const feature = this.#layout.features[split.feature]
    const othersLeft = split.leftRows * 2 > end - start
    const stored = feature.nominal ? nodes.addSet(split.order, split.leftCodes, split.order.length, othersLeft) : split.threshold
    const left = nodes.divide(leaf.node, split.feature, stored)
    partitionRows(feature, split, split.order.length, this.#rows, start, end, this.#spare)
    const middle = start + split.leftRows
    return { left, leftSpan: [start, middle], rightSpan: [middle, end] }
  }

  #counted(span: Span, gradients: Float64Array, curvatures: Float64Array): Float64Array {
    const histogram = this.#histograms.pop() ?? new Float64Array(this.#layout.size)
    buildHistogram(this.#layout, histogram, this.#rows, span, gradients, curvatures, this.#gathered)
    return histogram
  }

  #leaf(node: number, span: Span, histogram: Float64Array, gradients: Float64Array, curvatures: Float64Array): Leaf {
    const totals = this.#totals(node, span, gradients, curvatures)
    const split = this.#search.find(histogram, totals.gradient, totals.curvature, span[1] - span[0])
    return { ...totals, histogram, split }
  }

  #totals(node: number, [start, end]: Span, gradients: Float64Array, curvatures: Float64Array): GrownLeaf {
    let gradient = 0
    let curvature = 0
    for (let i = start; i < end; i++) {
      gradient += gradients[this.#rows[i]]
      curvature += curvatures[this.#rows[i]]
    }
    return { node, start, end, gradient, curvature }
  }
}

/** Position of the leaf with the best split; -1 where none has one. */
function mostGaining(leaves: readonly Leaf[]): number {
  let best = -1
  for (const [i, { split }] of leaves.entries()) {
    if (split.feature >= 0 && (best < 0 || split.gain > leaves[best].split.gain)) best = i
  }
  return best
}
