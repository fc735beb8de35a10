import type { DrawPlan } from '../../relations/plan.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import type { Column } from '../../table/column.js'
import type { BaseCoding } from '../markov-chain/fit/bases.js'
import type { ChainStep, ChainTrees } from '../markov-chain/state.js'
import type { Support } from '../sequential-trees/fit/support.js'
import type { FittedModel } from '../synthesizer.js'

/**
 * From a row to one of another table: along a relation to the parent, or back along it to the one child of a partner. `all`: back to all children
 * together, of whose columns there is the mean or the commonest level.
 */
export interface Hop {
  readonly relation: number
  readonly back: boolean
  readonly all?: true | undefined
}

/** Something that trees can look at, and from where: view 0 is the row itself, 1 the sibling before, further ones follow `views`. */
export interface Base {
  readonly view: number
  readonly name: string
}

/** How a column of a table with an owner is drawn. */
export interface ColumnStep {
  readonly name: string
  /** The law of rows without a sibling before them. */
  readonly first: ChainStep
  /** The law of the others; null where it is the same. */
  readonly later: ChainStep | null
  /** Of numbers that follow the sibling's better by their change than by their value. */
  readonly change: { readonly support: Support; readonly values: ChainTrees } | null
  /** Drawn by none of these: `static` is what the first sibling has, `place` counts siblings from `start`, `copy` is what another row has,
   * where `partly` in rows whose `exceptionName` column says so. */
  readonly rule: ColumnRule | null
}

export type ColumnRule =
  | { readonly kind: 'static' }
  | { readonly kind: 'place'; readonly start: number }
  | { readonly kind: 'copy'; readonly view: number; readonly column: string; readonly partly: boolean }

/** A column that repeats one of the row to which these relations, by number, lead. */
export interface CopyState {
  readonly column: string
  readonly path: readonly number[]
  readonly from: string
  /** Whether some rows have a value of their own: those whose `exceptionName` column says 0. */
  readonly partly: boolean
}

/** A column that is made of the rows of a child, which the relation leads from. */
export interface TotalState {
  readonly column: string
  readonly relation: number
  readonly what: 'sum' | 'count' | 'mean' | 'min' | 'max'
  readonly columns: readonly string[]
  readonly partly: boolean
  /** Whether rows without children have none, rather than a value of their own. */
  readonly childless: boolean
  /** Digits after the point. */
  readonly decimals: number
}

/** A number, or a level, that a row has besides its columns: of its children, or for them. */
export interface Virtual {
  readonly name: string
  readonly kind: 'count' | 'mean' | 'level'
  readonly relation: number
  /** The column of the child that it tells of; of a count, none. */
  readonly column: string | null
  readonly levels: readonly string[]
}

/** A tree whose leaves are the classes of rows of a parent that matter to its children, neighbours being alike. */
export interface ClassTree {
  readonly bases: readonly Base[]
  /** Per base, in which order the codes of one without an order stand. */
  readonly ranks: readonly (Uint16Array | null)[]
  readonly feature: Int32Array
  readonly split: Int32Array
  readonly left: Int32Array
  /** Of leaves, the class; -1 elsewhere. */
  readonly leaf: Int32Array
  readonly classes: number
}

/**
 * Two ways from the rows of a child to one table, of which one goes through a second parent: a right of a client to an account, both of which lie in
 * a district.
 */
export interface Diamond {
  /** From the child, by what is drawn before. */
  readonly near: readonly Hop[]
  /** From the second parent; empty where both ways end at the second parent itself. */
  readonly far: readonly Hop[]
  /** Of a table with an owner, how it is drawn whether both end at the same row; null where the table has none, whose model draws it. */
  readonly step: ChainTrees | null
}

/** How children find a row of a second parent. */
export interface Match {
  /** Null where every row of the parent is a class of its own. */
  readonly tree: ClassTree | null
  /** Number of classes; a missing reference is one more. */
  readonly classes: number
  /** Of a table with an owner, how the class is drawn; null where the table has none, whose model draws it. */
  readonly step: ChainTrees | null
  /** Whether the rows of one owner refer to different rows. */
  readonly unique: boolean
  /** Of rows of a lookup, how often each is referred to. */
  readonly weights: Float64Array | null
  /** Null where children don't care whether another way leads to the same row. */
  readonly diamond: Diamond | null
  /** Of children that a schema describes, in place of a step: each has a row of the parent with the same probability, or as often as its number of children says. */
  readonly stated?: StatedMatch | undefined
}

interface StatedMatch {
  /** Share of the children that refer to none. */
  readonly missing: number
  /** Of a table that refers to itself: only to rows before, so that following it comes to an end. */
  readonly before: boolean
}

/** What is known of a table. Plain data. */
export interface TableState {
  readonly name: string
  readonly rows: number
  /** Rows of a table with an owner that have none. */
  readonly strays: number
  /** Columns that are neither keys nor references, and, of a table without an owner, the model that draws them with its classes and counts. */
  readonly shell: FittedModel
  /** Columns that the steps draw. */
  readonly drawn: readonly string[]
  readonly virtuals: readonly Virtual[]
  /** Where rows look, from view 2 on. */
  readonly views: readonly (readonly Hop[])[]
  readonly bases: readonly Base[]
  /** By base. */
  readonly codings: readonly BaseCoding[]
  /** What other tables see of its rows. */
  readonly seen: readonly { readonly name: string; readonly coding: BaseCoding }[]
  readonly steps: readonly ColumnStep[]
  readonly virtualSteps: readonly ChainStep[]
  /** Of a reference to an earlier row of the same owner: how many rows back, 0 for none. */
  readonly ages: readonly { readonly relation: number; readonly step: ChainStep }[]
  /** Of a table that owns itself, the rows at each depth; none otherwise. */
  readonly generations: readonly number[]
  /** Columns that are made anew for every row as keys, and how. */
  readonly made: readonly { readonly column: string; readonly pattern: string; readonly start: number }[]
  /** Columns of the key that no two rows may share, and whether that holds among the rows of an owner or of the table. */
  readonly unique: { readonly columns: readonly string[]; readonly within: 'owner' | 'table' } | null
  /** Of a table without an owner, columns whose values are all different: no two of its rows share one as long as there are enough. */
  readonly distinct: readonly string[]
  /** What is put in when the rows are whole: what they have from those that they refer to, and from their children. */
  readonly copies: readonly CopyState[]
  readonly totals: readonly TotalState[]
  /** The rows of a lookup. */
  readonly lookup: readonly Column[] | null
  /** Of a table with an owner whose rows are drawn by what a schema states, each by itself. */
  readonly described?: DescribedRows | undefined
}

/** What rows that a schema describes have from their owner and siblings. */
export interface DescribedRows {
  /** Columns of the shell that are not drawn but are what another row has, the one that these relations lead to. */
  readonly seen: readonly { readonly column: string; readonly path: readonly number[]; readonly from: string }[]
  /** The column by which siblings stand in order; null for none. */
  readonly order: string | null
  /** The column that counts siblings from 1; null for none. */
  readonly place: string | null
}

/** A fitted database. Plain data, saved and loaded as JSON. */
export interface RelationalModel {
  readonly format: 'rowsmith-database-model'
  readonly version: 1
  readonly model: 'relational'
  readonly options: unknown
  readonly schema: DatabaseSchema
  readonly plan: DrawPlan
  readonly tables: readonly TableState[]
  /** By relation; null for those that need none. */
  readonly matches: readonly (Match | null)[]
  readonly provenance: { readonly seed: number; readonly rowsmith: string }
}
