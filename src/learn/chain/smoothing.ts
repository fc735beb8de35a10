import type { DraftNode } from './context-tree.js'

/** How contexts that were seen rarely borrow from shorter ones. */
export type Smoothing =
  /** As if so many further events had followed the shorter context's distribution. */
  | { readonly kind: 'dirichlet'; readonly pseudoRows: number }
  /** A part of each count is given to the shorter context, in which a symbol counts by the contexts that it was seen in. */
  | { readonly kind: 'kneser-ney' }

/** Per context, what may follow: with the probability `shorter` what follows the shorter context, else a symbol by its weight. */
export interface Weights {
  /** The symbols of context i stand from `start[i]` to `start[i + 1] - 1`. */
  readonly start: Int32Array
  readonly next: Int32Array
  /** Running sums of the weights within the context. */
  readonly upTo: Float64Array
  readonly shorter: Float64Array
}

/**
 * The weights of all contexts, by whether they are the longest known one or are fallen back on.
 *
 * @see Kneser and Ney, 1995, Improved backing-off for m-gram language modeling; MacKay and Peto, 1995, A hierarchical Dirichlet language model
 */
export function smoothed(nodes: readonly DraftNode[], smoothing: Smoothing): { readonly own: Weights; readonly shared: Weights } {
  if (smoothing.kind === 'dirichlet') {
    const { pseudoRows } = smoothing
    const weights = toWeights(nodes, (node) => {
      const rows = node.counts.reduce((sum, count) => sum + count, 0)
      return { weights: node.counts, shorter: rows + pseudoRows > 0 ? pseudoRows / (rows + pseudoRows) : 1 }
    })
    return { own: weights, shared: weights }
  }
  return { own: discounted(nodes, ({ counts }) => counts), shared: discounted(nodes, ({ continuations }) => continuations) }
}

/** Each depth has its own discount: the share of counts of one among those of one and two, twice the latter. */
function discounted(nodes: readonly DraftNode[], countsOf: (node: DraftNode) => Float64Array): Weights {
  const once: number[] = []
  const twice: number[] = []
  for (const node of nodes) {
    for (const count of countsOf(node)) {
      if (count === 1) once[node.depth] = (once[node.depth] ?? 0) + 1
      if (count === 2) twice[node.depth] = (twice[node.depth] ?? 0) + 1
    }
  }
  return toWeights(nodes, (node) => {
    const ones = once[node.depth] ?? 0
    const discount = ones === 0 ? 0 : ones / (ones + 2 * (twice[node.depth] ?? 0))
    const counts = countsOf(node)
    const total = counts.reduce((sum, count) => sum + count, 0)
    return { weights: counts.map((count) => count - discount), shorter: total === 0 ? 1 : (discount * counts.length) / total }
  })
}

function toWeights(
  nodes: readonly DraftNode[],
  weigh: (node: DraftNode) => { readonly weights: Float64Array; readonly shorter: number },
): Weights {
  const start = new Int32Array(nodes.length + 1)
  for (const [i, { next }] of nodes.entries()) start[i + 1] = start[i] + next.length
  const upTo = new Float64Array(start[nodes.length])
  const next = new Int32Array(upTo.length)
  const shorter = new Float64Array(nodes.length)
  for (const [i, node] of nodes.entries()) {
    const weighed = weigh(node)
    shorter[i] = weighed.shorter
    next.set(node.next, start[i])
    let sum = 0
    for (let k = 0; k < node.next.length; k++) {
      sum += weighed.weights[k]
      upTo[start[i] + k] = sum
    }
  }
  return { start, next, upTo, shorter }
}
