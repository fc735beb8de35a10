import type { Grid } from '../../encode/grid.js'
import type { ContextTree } from '../../learn/chain/context-tree.js'
import type { DonorTree } from '../sequential-trees/draw/laws/donors.js'
import type { Support } from '../sequential-trees/fit/support.js'
import type { TreesState } from '../sequential-trees/state.js'
import type { BaseCoding } from './fit/bases.js'
import type { ChainLayout } from './layout.js'
import type { StateSpace } from './states.js'

/** Trees on what a row can see (see `bases.ts`), with the donors of their leaves. */
export interface ChainTrees {
  /** Per feature of the trees, what is looked at, from where, and whether its codes have no order. */
  readonly bases: Int32Array
  readonly views: Int32Array
  readonly nominal: Uint8Array
  readonly trees: readonly DonorTree[]
}

/** A column that goes in one direction in every sequence: up (1) or down (-1), and how far at most. */
export interface Rise {
  readonly by: 1 | -1
  readonly end: number
}

/** How a column of a later row is drawn. */
export interface ChainStep {
  readonly name: string
  /** The values of a number column; null for levels. */
  readonly support: Support | null
  /** Whether there is a number (1) or not (0); null where there always is, or where the state says it. */
  readonly presence: ChainTrees | null
  /** Whether the value is that of the row before (1) or another one (0); null where that is nothing special. */
  readonly same: ChainTrees | null
  /** Null where the state tells the level, or no later row has a value. */
  readonly values: ChainTrees | null
  /** The column's place in the state, if it is part of it; for numbers with the places in the support that each bin covers. */
  readonly member: { readonly index: number; readonly from: Int32Array; readonly to: Int32Array } | null
  /** Where the column goes in one direction: `support` and `values` then say how far it goes beyond the last row that has a value. */
  readonly rise?: Rise
}

/** How rows follow each other in time. */
export interface Clock {
  /** The grid on which times lie; null for none. */
  readonly grid: Grid | null
  /** No time is earlier than this, or later than that. */
  readonly first: number
  readonly last: number
  /** Share of the first rows without a time. */
  readonly missingFirst: number
  /** Whether a later row has a time (1) or not (0); null where it always has. */
  readonly presence: ChainTrees | null
  /** The time since the row before; null where no later row has one. */
  readonly support: Support | null
  readonly gap: ChainTrees | null
}

/** Facts for readers. */
export interface ChainFacts {
  readonly sequences: number
  readonly rows: number
  /** Rows of a sequence at the shares .05, .25, .5, .75, .95 of the sequences. */
  readonly lengths: Float64Array
  /** Pairs of successive states, row by row. */
  readonly transitions: Float64Array
  /** Sequences of each component. */
  readonly components: Float64Array
}

export interface ChainState {
  readonly layout: ChainLayout
  /** What stays the same in a sequence, its length, its start and its first row, drawn together. */
  readonly entry: TreesState
  readonly space: StateSpace | null
  /** One per component; none where trees say the next state. */
  readonly chains: readonly ContextTree[]
  readonly codings: readonly BaseCoding[]
  readonly clock: Clock | null
  readonly steps: readonly ChainStep[]
  /** Most rows of a sequence. */
  readonly longest: number
  readonly facts: ChainFacts
}
