import ln from '@stdlib/math-base-special-ln'
import type { Cells } from './variable.js'

/** How splits are paid for, in nats. */
export interface Penalty {
  /** Per free parameter. */
  readonly parameter: number
  /** Whether to pay for saying which split it is. */
  readonly structure: boolean
}

/** A conditional distribution as a tree of counts: nodes in preorder. */
export interface GrownTree {
  /** Position of the parent that a node splits on; -1 at leaves. */
  readonly parent: number[]
  /** Rows go left if the rank of their parent's state is at most this. */
  readonly threshold: number[]
  /** Where the right subtree begins; the left one begins at the next node. */
  readonly right: number[]
  /** Rows of each state of the child, node by node. */
  readonly counts: Float64Array[]
  /** Log likelihood gained over the child's margin, less the price of the splits. */
  readonly gain: number
}

/** n ln n for n = 0 … rows. */
export function entropyTable(rows: number): Float64Array {
  const table = new Float64Array(rows + 1)
  for (let n = 2; n <= rows; n++) table[n] = n * ln(n)
  return table
}

/** The child's states among the rows of a node. */
interface NodeRows {
  readonly counts: Float64Array
  readonly total: number
  readonly observed: number
  /** Sum of n ln n. */
  readonly entropy: number
}

interface Split {
  gain: number
  parent: number
  threshold: number
}

/**
 * The tree that tells the child's distribution from its parents' states: at each node the split that gains most, as long as it
 * gains more than it costs. `ranks` puts the states of each parent in the order in which they are split.
 * @see Friedman and Goldszmidt, 1996, Learning Bayesian networks with local structure
 */
export function growTree(cells: Cells, ranks: readonly Uint16Array[], entropy: Float64Array, penalty: Penalty): GrownTree {
  const grower = new Grower(cells, ranks, entropy, penalty)
  grower.grow(0, cells.count)
  return grower
}

class Grower implements GrownTree {
  readonly parent: number[] = []
  readonly threshold: number[] = []
  readonly right: number[] = []
  readonly counts: Float64Array[] = []
  gain = 0
  readonly #cells: Cells
  readonly #ranks: readonly Uint16Array[]
  readonly #entropy: Float64Array
  readonly #penalty: Penalty
  readonly #positions: Uint32Array
  readonly #spare: Uint32Array
  readonly #table: Float64Array
  readonly #rankRows: Float64Array
  readonly #left: Float64Array

  constructor(cells: Cells, ranks: readonly Uint16Array[], entropy: Float64Array, penalty: Penalty) {
    this.#cells = cells
    this.#ranks = ranks
    this.#entropy = entropy
    this.#penalty = penalty
    this.#positions = new Uint32Array(cells.count)
    for (let i = 0; i < cells.count; i++) this.#positions[i] = i
    this.#spare = new Uint32Array(cells.count)
    const mostStates = cells.parents.reduce((most, { states }) => Math.max(most, states), 1)
    this.#table = new Float64Array(mostStates * cells.child.states)
    this.#rankRows = new Float64Array(mostStates)
    this.#left = new Float64Array(cells.child.states)
  }

  grow(from: number, to: number): void {
    const node = this.parent.length
    const rows = this.#count(from, to)
    this.parent.push(-1)
    this.threshold.push(0)
    this.right.push(0)
    this.counts.push(rows.counts)
    if (rows.observed < 2) return
    const split: Split = { gain: 0, parent: -1, threshold: 0 }
    for (let parent = 0; parent < this.#ranks.length; parent++) {
      const used = this.#tabulate(from, to, parent)
      if (used > 1) this.#findSplit(rows, parent, used, split)
    }
    if (split.parent < 0) return
    this.gain += split.gain
    this.parent[node] = split.parent
    this.threshold[node] = split.threshold
    const middle = this.#partition(from, to, split)
    this.grow(from, middle)
    this.right[node] = this.parent.length
    this.grow(middle, to)
  }

  #count(from: number, to: number): NodeRows {
    const { childStates, weights, child } = this.#cells
    const counts = new Float64Array(child.states)
    for (let i = from; i < to; i++) {
      const cell = this.#positions[i] as number
      const state = childStates[cell] as number
      counts[state] = (counts[state] as number) + (weights ? (weights[cell] as number) : 1)
    }
    let total = 0
    let observed = 0
    let entropy = 0
    for (let state = 0; state < counts.length; state++) {
      total += counts[state] as number
      if (counts[state]) observed++
      entropy += this.#entropy[counts[state] as number] as number
    }
    return { counts, total, observed, entropy }
  }

  /** Improves on `split` by a cut between the ranks that were just counted, if there is a better one. */
  #findSplit({ counts, total, observed, entropy: before }: NodeRows, parent: number, used: number, split: Split): void {
    const entropy = this.#entropy
    const states = counts.length
    const left = this.#left.fill(0)
    const base = before - (entropy[total] as number) + this.#price(parent, observed, used)
    let within = before
    let leftRows = 0
    for (let rank = 0, seen = 0; seen < used - 1; rank++) {
      if (!this.#rankRows[rank]) continue
      seen++
      leftRows += this.#rankRows[rank] as number
      for (let state = 0; state < states; state++) {
        const here = this.#table[rank * states + state] as number
        if (here === 0) continue
        const onLeft = left[state] as number
        const onRight = (counts[state] as number) - onLeft
        within += (entropy[onLeft + here] as number) - (entropy[onLeft] as number)
        within += (entropy[onRight - here] as number) - (entropy[onRight] as number)
        left[state] = onLeft + here
      }
      const gain = within - (entropy[leftRows] as number) - (entropy[total - leftRows] as number) - base
      if (gain > split.gain) {
        split.gain = gain
        split.parent = parent
        split.threshold = rank
      }
    }
  }

  /** Counts rank × child state of these cells; returns the number of ranks that occur. */
  #tabulate(from: number, to: number, parent: number): number {
    const { childStates, parentStates, weights, child, parents } = this.#cells
    const states = child.states
    const ranks = (parents[parent] as { states: number }).states
    const rankOf = this.#ranks[parent] as Uint16Array
    const parentState = parentStates[parent] as Int16Array
    const table = this.#table.fill(0, 0, ranks * states)
    const rankRows = this.#rankRows.fill(0, 0, ranks)
    const positions = this.#positions
    for (let i = from; i < to; i++) {
      const cell = positions[i] as number
      const rank = rankOf[parentState[cell] as number] as number
      const weight = weights ? (weights[cell] as number) : 1
      const index = rank * states + (childStates[cell] as number)
      table[index] = (table[index] as number) + weight
      rankRows[rank] = (rankRows[rank] as number) + weight
    }
    let used = 0
    for (let rank = 0; rank < ranks; rank++) if (rankRows[rank]) used++
    return used
  }

  /** What a split on this parent costs: another distribution, and naming the parent and the cut. */
  #price(parent: number, observed: number, used: number): number {
    const { parameter, structure } = this.#penalty
    if (!structure) return parameter * (observed - 1)
    const cut = this.#cells.parents[parent]?.ordered ? ln(used - 1) : (used - 1) * Math.LN2
    return parameter * (observed - 1) + ln(this.#cells.parents.length) + cut
  }

  /** Moves the cells that go left to the front, keeping their order; returns where the right ones begin. */
  #partition(from: number, to: number, { parent, threshold }: Split): number {
    const rankOf = this.#ranks[parent] as Uint16Array
    const parentState = this.#cells.parentStates[parent] as Int16Array
    let middle = from
    let kept = 0
    for (let i = from; i < to; i++) {
      const cell = this.#positions[i] as number
      if ((rankOf[parentState[cell] as number] as number) <= threshold) this.#positions[middle++] = cell
      else this.#spare[kept++] = cell
    }
    this.#positions.set(this.#spare.subarray(0, kept), middle)
    return middle
  }
}
