import ln from '@stdlib/math-base-special-ln'
import type { StateCombinations } from '../variable.js'

/** How splits are paid for, in nats. */
export interface Penalty {
  /** Per free parameter. */
  readonly parameter: number
  /** Per parent of a variable. */
  readonly parent: number
  /** Whether to pay for saying which split it is. */
  readonly structure: boolean
}

/** A conditional distribution as a tree of counts: nodes in preorder. */
export interface CountTree {
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

/** Rows up to which n ln n is looked up: 32 MB. */
const mostLookedUp = 1 << 22

/** n ln n for n = 0 … rows, as far as that is worth its memory; see `entropyOf`. */
export function entropyTable(rows: number): Float64Array {
  const table = new Float64Array(Math.min(rows, mostLookedUp) + 1)
  for (let n = 2; n < table.length; n++) table[n] = n * ln(n)
  return table
}

/** n ln n. */
function entropyOf(table: Float64Array, n: number): number {
  return n < table.length ? table[n] : n * ln(n)
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
export function growCptTree(cells: StateCombinations, ranks: readonly Uint16Array[], entropy: Float64Array, penalty: Penalty): CountTree {
  const grower = new Grower(cells, ranks, entropy, penalty)
  grower.growRoot()
  return grower
}

class Grower implements CountTree {
  readonly parent: number[] = []
  readonly threshold: number[] = []
  readonly right: number[] = []
  readonly counts: Float64Array[] = []
  gain = 0
  readonly #cells: StateCombinations
  readonly #entropy: Float64Array
  readonly #penalty: Penalty
  readonly #positions: Uint32Array
  readonly #spare: Uint32Array
  readonly #rankRows: Float64Array
  readonly #left: Float64Array
  /** Where the table of each parent begins among those of a node, which begin with the counts of the child's states; then their size. */
  readonly #starts: Uint32Array
  /** For each parent, where a cell is counted: rank × child state. */
  readonly #places: readonly Uint32Array[]
  /** Tables out of use. */
  readonly #free: Int32Array[] = []

  constructor(cells: StateCombinations, ranks: readonly Uint16Array[], entropy: Float64Array, penalty: Penalty) {
    const { child, parents, count } = cells
    this.#cells = cells
    this.#entropy = entropy
    this.#penalty = penalty
    this.#positions = new Uint32Array(count)
    for (let i = 0; i < count; i++) this.#positions[i] = i
    this.#spare = new Uint32Array(count)
    this.#rankRows = new Float64Array(parents.reduce((most, { states }) => Math.max(most, states), 1))
    this.#left = new Float64Array(child.states)
    this.#starts = new Uint32Array(parents.length + 1).fill(child.states)
    parents.forEach(({ states }, i) => {
      this.#starts[i + 1] = this.#starts[i] + states * child.states
    })
    this.#places = parents.map((_, i) => placesOf(cells, i, ranks[i], this.#starts[i]))
  }

  growRoot(): void {
    const { count } = this.#cells
    this.#grow(0, count, this.#tabulate(0, count))
  }

  /** Grows the tree of the cells from `from` on to `to`, whose tables are given and are of no use afterwards. */
  #grow(from: number, to: number, tables: Int32Array): void {
    const node = this.parent.length
    const rows = this.#rowsOf(tables)
    this.parent.push(-1)
    this.threshold.push(0)
    this.right.push(0)
    this.counts.push(rows.counts)
    const split: Split = { gain: 0, parent: -1, threshold: 0 }
    if (rows.observed > 1) for (let parent = 0; parent < this.#places.length; parent++) this.#findSplit(rows, parent, tables, split)
    if (split.parent < 0) {
      this.#free.push(tables)
      return
    }
    this.gain += split.gain
    this.parent[node] = split.parent
    this.threshold[node] = split.threshold
    const middle = this.#partition(from, to, split.parent, split.threshold)
    // Only the smaller side is counted; what it lacks of the node is the other.
    const isLeftSmaller = middle - from < to - middle
    const smaller = isLeftSmaller ? this.#tabulate(from, middle) : this.#tabulate(middle, to)
    for (let i = 0; i < tables.length; i++) tables[i] -= smaller[i]
    this.#grow(from, middle, isLeftSmaller ? smaller : tables)
    this.right[node] = this.parent.length
    this.#grow(middle, to, isLeftSmaller ? tables : smaller)
  }

  /** Counts the child's states, and rank × child state for each parent, of these cells. */
  #tabulate(from: number, to: number): Int32Array {
    const { childStates, weights } = this.#cells
    const positions = this.#positions
    const tables = this.#free.pop()?.fill(0) ?? new Int32Array(this.#starts[this.#places.length])
    for (let i = from; i < to; i++) {
      const cell = positions[i]
      const state = childStates[cell]
      tables[state] += weights ? weights[cell] : 1
    }
    for (const places of this.#places) {
      for (let i = from; i < to; i++) {
        const cell = positions[i]
        const place = places[cell]
        tables[place] += weights ? weights[cell] : 1
      }
    }
    return tables
  }

  #rowsOf(tables: Int32Array): NodeRows {
    const counts = new Float64Array(tables.subarray(0, this.#cells.child.states))
    let total = 0
    let observed = 0
    let entropy = 0
    for (let state = 0; state < counts.length; state++) {
      total += counts[state]
      if (counts[state]) observed++
      entropy += entropyOf(this.#entropy, counts[state])
    }
    return { counts, total, observed, entropy }
  }

  /** Improves on `split` by a cut between the ranks of a parent, if there is a better one. */
  #findSplit({ counts, total, observed, entropy: before }: NodeRows, parent: number, tables: Int32Array, split: Split): void {
    const entropy = this.#entropy
    const states = counts.length
    const start = this.#starts[parent]
    const used = this.#countRanks(parent, tables)
    const left = this.#left.fill(0)
    const base = before - entropyOf(entropy, total) + this.#price(parent, observed, used)
    let within = before
    let leftRows = 0
    for (let rank = 0, seen = 0; seen < used - 1; rank++) {
      if (!this.#rankRows[rank]) continue
      seen++
      leftRows += this.#rankRows[rank]
      for (let state = 0; state < states; state++) {
        const here = tables[start + rank * states + state]
        if (here === 0) continue
        const onLeft = left[state]
        const onRight = counts[state] - onLeft
        within += entropyOf(entropy, onLeft + here) - entropyOf(entropy, onLeft)
        within += entropyOf(entropy, onRight - here) - entropyOf(entropy, onRight)
        left[state] = onLeft + here
      }
      const gain = within - entropyOf(entropy, leftRows) - entropyOf(entropy, total - leftRows) - base
      if (gain > split.gain) {
        split.gain = gain
        split.parent = parent
        split.threshold = rank
      }
    }
  }

  /** Writes the rows of each rank into `#rankRows`; returns the number of ranks that occur. */
  #countRanks(parent: number, tables: Int32Array): number {
    const { child, parents } = this.#cells
    const ranks = (parents[parent] as { states: number }).states
    let at = this.#starts[parent]
    let used = 0
    for (let rank = 0; rank < ranks; rank++) {
      let rows = 0
      for (const end = at + child.states; at < end; at++) rows += tables[at]
      this.#rankRows[rank] = rows
      if (rows > 0) used++
    }
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
  #partition(from: number, to: number, parent: number, threshold: number): number {
    const places = this.#places[parent]
    // The first place beyond the ranks that go left.
    const end = this.#starts[parent] + (threshold + 1) * this.#cells.child.states
    let middle = from
    let kept = 0
    for (let i = from; i < to; i++) {
      const cell = this.#positions[i]
      if (places[cell] < end) this.#positions[middle++] = cell
      else this.#spare[kept++] = cell
    }
    this.#positions.set(this.#spare.subarray(0, kept), middle)
    return middle
  }
}

/** Where each cell is counted in the table of a parent that begins at `start`. */
function placesOf(
  { child, childStates, parentStates }: StateCombinations,
  parent: number,
  rankOf: Uint16Array,
  start: number,
): Uint32Array {
  const states = parentStates[parent]
  const places = new Uint32Array(childStates.length)
  for (let cell = 0; cell < places.length; cell++) {
    places[cell] = start + rankOf[states[cell]] * child.states + childStates[cell]
  }
  return places
}
