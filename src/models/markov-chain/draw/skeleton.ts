import type { ContextTree } from '../../../learn/chain/context-tree.js'
import { contextOf, drawNext } from '../../../learn/chain/draw-next.js'
import { beforeStart, beginning } from '../../../learn/chain/events.js'
import type { Rng } from '../../../random/rng.js'
import type { NumberColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import { componentName, lengthName } from '../layout.js'
import type { ChainState } from '../state.js'
import { encodeStates, statesOf } from '../states.js'

/** How long sequences are, and the state of each of their rows, as far as the chain says it. */
export interface Skeleton {
  readonly starts: Int32Array
  /** All 0 where there are no states; of those that trees are to say, only the first of a sequence is known. */
  readonly states: Int32Array
}

/** The chain of each sequence, from the state of its first row on, to the length drawn with it or until the chain ends. */
export function drawSkeleton(state: ChainState, entries: Table, rng: Rng): Skeleton {
  const { layout, space, chains, longest } = state
  const first = space ? encodeStates(space, (name) => entries.column(name), entries.rows) : new Int32Array(entries.rows)
  const components = layout.components > 1 ? entries.column(componentName).values : null
  const lengths = layout.lengthAhead ? (entries.column(lengthName) as NumberColumn).values : null
  const end = space ? statesOf(space) : 1
  const path = new Path(entries.rows)
  for (let i = 0; i < entries.rows; i++) {
    const chain = chains[components ? components[i] : 0] as ContextTree | undefined
    path.begin(first[i])
    const most = lengths ? lengths[i] : longest
    for (let length = 1; length < most; length++) {
      const next = chain ? drawNext(chain, contextOf(chain, path.before), rng) : 0
      if (!lengths && next === end) break
      path.add(next)
    }
  }
  return path.finish()
}

/** States of sequence after sequence, in memory that grows. */
class Path {
  #codes = new Int32Array(4096)
  #size = 0
  #start = 0
  readonly #starts: Int32Array
  #sequences = 0

  constructor(sequences: number) {
    this.#starts = new Int32Array(sequences + 1)
  }

  begin(state: number): void {
    this.#starts[this.#sequences++] = this.#size
    this.#start = this.#size
    this.add(state)
  }

  add(state: number): void {
    if (this.#size === this.#codes.length) {
      const larger = new Int32Array(2 * this.#size)
      larger.set(this.#codes)
      this.#codes = larger
    }
    this.#codes[this.#size++] = state
  }

  /** The state so many rows back in the sequence. */
  readonly before = (back: number): number => {
    const at = this.#size - back
    if (at >= this.#start) return this.#codes[at]
    return at === this.#start - 1 ? beginning : beforeStart
  }

  finish(): Skeleton {
    this.#starts[this.#sequences] = this.#size
    return { starts: this.#starts, states: this.#codes.slice(0, this.#size) }
  }
}
