import type * as z from 'zod/mini'
import type { Evidence } from '../constraints/domains/condition.js'
import type { LedgerRecord } from '../dp/accounting/ledger.js'
import type { Gate } from '../dp/gate.js'
import type { Statistics } from '../encode/statistics.js'
import type { Pool, Progress } from '../learn/pool.js'
import type { Rng } from '../random/rng.js'
import type { Dependency, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import type { TimeCount } from '../table/times/calendar-parts.js'
import type { SequenceFacts } from './shell/sequence-rows.js'

interface Reference {
  readonly author: string
  readonly year: number
  readonly title: string
  readonly url?: string
}

/** What a fit reads: rows at hand, or what an engine counts of rows that lie elsewhere. */
export interface Source {
  readonly rows: number
  /** The rows; none where they lie elsewhere. */
  chunks(): AsyncIterable<Table>
  readonly statistics: Statistics
  /** True: the rows lie elsewhere, and a fit asks for statistics alone. */
  readonly elsewhere: boolean
}

export interface FitContext {
  readonly rng: Rng
  /** Threads for fits that are worth it; the result is the same without. See `createPool`. */
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

export type { Condition, Evidence } from '../constraints/domains/condition.js'
export type { Pool, Progress } from '../learn/pool.js'

/** A model, its parameters as a person reads them, and what the file gives away. */
export interface Description {
  readonly summary: string
  /** Name, value pairs. */
  readonly parameters: readonly (readonly [string, string])[]
  /** One sentence: what of the training rows can be read from the model file. */
  readonly reveals: string
  /** What of the training rows the file holds as it was; `values` where a model doesn't say. */
  readonly holds?: Holding
  /** Strongest dependences: column, column, strength in [-1, 1]. */
  readonly dependences?: readonly { readonly a: string; readonly b: string; readonly strength: number }[]
  /** For a model that is a network of its columns. */
  readonly graph?: ColumnGraph
}

/** Whole rows, values of single rows, or only what several rows have in common and the ends of what they have. */
type Holding = 'rows' | 'values' | 'summaries'

/** A network of columns without circles. Plain JSON. */
export interface ColumnGraph {
  readonly nodes: readonly { readonly name: string; readonly note?: string }[]
  /** Strength as a correlation would have it, 0 to 1: what the arrow tells beyond the others that lead to the same column. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly strength: number }[]
}

/** What evidence makes of a model. */
export interface Conditioned<State = unknown> {
  readonly state: State
  readonly exact: boolean
  /** Log of the evidence's probability. */
  readonly logProbability: number
  /** Where rows are drawn again by weight: how many independent rows each row drawn is worth, 1 at most. */
  readonly worth?: number
  /** Of a model of sequences: columns that the state sees to in first rows only, so that sequences are drawn again until every row is right. */
  readonly again?: readonly string[]
}

/**
 * The contract of every model. One file and one line in `models/index.ts` make a model; command line, help, tests and
 * benchmarks follow from the list. `State` is plain data: numbers, strings, arrays, objects and typed arrays.
 */
export interface Synthesizer<Options = unknown, State = unknown> {
  readonly name: string
  readonly title: string
  /** One sentence for `rowsmith models`. */
  readonly summary: string
  readonly references: readonly Reference[]
  /** What each option is that is left out. */
  readonly defaults: Options
  /** A zod object: every option has its default and a description. Loaded where options are given, or somebody asks which there are. */
  options(): Promise<z.ZodMiniType<Options>>
  /** What is drawn. To a model of sequences the key is a column of whole numbers, one per sequence: from 0 on, in what it learns from and in what it draws. */
  readonly unit: 'row' | 'sequence'
  /** True: columns that follow from others (`schema.dependencies`) are left out of the fit and derived after sampling. */
  readonly derives: boolean
  /** True: rows are handed on as they are, so that what holds between their columns needs no help. */
  readonly copies?: boolean
  /** True: the model is fitted to rows that lie elsewhere by counts of them. Others learn a sample of those. */
  readonly learnsCounts?: boolean
  /** Sees only modelled columns (see `isModelled`), conformed to the schema; may have 0 rows. */
  fit(source: Source, schema: Schema, options: Options, context: FitContext): Promise<State>
  /** True: the counts of a block are rounded together, so that blocks are as large as the table that was learned from. */
  readonly roundsCounts?: boolean
  /** `count` rows of the modelled columns. Pure and synchronous: runs in any thread. */
  sampleBlock(state: State, schema: Schema, count: number, rng: Rng): Table
  /** Per row, in nats. */
  logDensity?(state: State, schema: Schema, table: Table): Float64Array
  /** The state of the model given that the evidence holds. Throws a ConstraintError where it can't. */
  condition?(state: State, schema: Schema, evidence: Evidence): Conditioned<State>
  /** Options under which conditions on these columns will be exact; absent where they are in any case. */
  forConditions?(options: Options, columns: readonly string[]): Options
  /**
   * The table with the missing cells of the columns in `fill` drawn, row by row, given the row's other cells and that there is a value.
   * A missing cell of any other column counts as known to be missing; a cell that the model never makes tells nothing. What the model
   * has no value for stays missing. Pure and synchronous.
   */
  impute?(state: State, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table
  describe?(state: State, schema: Schema): Description
  /** Loads what rows of this state take beyond the model itself; for `questions` also what the four above take. Before any of these is called. */
  load?(state: State, use: 'rows' | 'questions'): Promise<unknown> | undefined
  readonly privacyKnob?: PrivacyKnob<Options>
  /** How the model is fitted with differential privacy; absent where it can't be. */
  readonly private?: PrivateMethod<Options, State>
}

export interface PrivateMethod<Options = unknown, State = unknown> {
  /** True: the model is never fitted without a privacy budget. */
  readonly required: boolean
  /** Loaded when it is asked for: most fits need nothing of it. */
  load(): Promise<PrivateFit<Options, State>>
}

/** A fit that knows nothing of the rows but what the gate releases. Whatever the state holds may be published. */
export interface PrivateFit<Options = unknown, State = unknown> {
  /** All that the state may hold. Anything else is a fault, and no model comes of it. */
  readonly state: z.ZodMiniType<State>
  /**
   * Sees modelled columns of a public schema, whose rows may hold cells that it doesn't foresee. Throws a PrivacyError for what the schema
   * lacks or is too large, before anything is spent, and never anything that depends on the rows.
   */
  fit(gate: Gate<Table>, schema: Schema, options: Options, context: FitContext): Promise<PrivateState<State>>
}

interface PrivateState<State = unknown> {
  readonly state: State
  /** Estimate of the number of rows, from what was released. */
  readonly rows: number
  /** The same of sequences, for a model whose unit is one. */
  readonly sequences?: SequenceFacts
}

/** An option that trades closeness to the rows for privacy, so that `pipeline/holdout/audit.ts` can turn it. */
export interface PrivacyKnob<Options = unknown> {
  readonly option: string
  /** Values worth trying, from close to private. */
  readonly ladder: readonly number[]
  /** Options that depend on how many rows there are, as they are for so many: halves are to be learned as the whole would be. */
  settled?(options: Options, rows: number): Readonly<Record<string, unknown>>
  /** The value under these options. */
  current(options: Options): number
  /** Greatest share of synthetic rows nearer to a training row than to an unseen one that the options allow; null: any. */
  target(options: Options): number | null
}

/** How the values of a column that follows from another one are looked up. */
export interface Derivation extends Dependency {
  /** Values of `from` (levels as strings, numbers as numbers, null missing) and of `to`, pairwise. */
  readonly fromValues: readonly (string | number | null)[]
  readonly toValues: readonly (string | number | null)[]
  /** How the times of `from` count, where it is a part of them that `to` follows from. */
  readonly count?: TimeCount
}

/** A fitted model: plain data, saved and loaded as JSON (see `models/shell/model-file.ts`). */
export interface FittedModel<State = unknown> {
  readonly format: 'rowsmith-model'
  readonly version: 1
  readonly model: string
  readonly options: unknown
  readonly schema: Schema
  /** Columns derived from others, in the order in which they are to be filled in. */
  readonly derivations: readonly Derivation[]
  readonly state: State
  /** Of rules about combinations of values: those that the rows had, each as JSON of texts. */
  readonly combinations?: readonly { readonly rule: string; readonly values: readonly string[] }[]
  readonly provenance: Provenance
  /** Of a model that was fitted with differential privacy: what was promised and spent. All of it may be published. */
  readonly privacy?: LedgerRecord
}

interface Provenance {
  /** An estimate where the model was fitted with differential privacy. */
  readonly rows: number
  /** The sequences of those rows, for a model whose unit is one. */
  readonly sequences?: SequenceFacts
  readonly seed: number
  /** What counted the rows, where they lay elsewhere: its name and version. */
  readonly engine?: string
  /** How many of the rows a model saw that needs them. */
  readonly sampled?: number
  readonly rowsmith: string
}
