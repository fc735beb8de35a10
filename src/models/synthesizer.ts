import type { z } from 'zod'
import type { Evidence } from '../constraints/condition.js'
import type { Rng } from '../random/rng.js'
import type { Dependency, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'

export interface Reference {
  readonly author: string
  readonly year: number
  readonly title: string
  readonly url?: string
}

/** What a fit reads. Models that need only counts over few columns take them through `counts`. */
export interface Source {
  readonly rows: number
  chunks(): AsyncIterable<Table>
}

/** Called with the share done, 0 to 1, and what is being done. */
export type Progress = (share: number, what: string) => void

export interface FitContext {
  readonly rng: Rng
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** Runs pure tasks on other threads, in order; results never depend on it. */
export interface Pool {
  readonly size: number
  /** Runs the named task (see `pipeline/tasks.ts`) on every input. `shared` reaches each thread once. */
  map<Shared, Input, Output>(task: string, shared: Shared, inputs: Iterable<Input>, signal?: AbortSignal): AsyncIterable<Output>
  close(): Promise<void>
}

export type { Condition, Evidence } from '../constraints/condition.js'

/** A model, its parameters as a person reads them, and what the file gives away. */
export interface Description {
  readonly summary: string
  /** Name, value pairs. */
  readonly parameters: readonly (readonly [string, string])[]
  /** One sentence: what of the training rows can be read from the model file. */
  readonly reveals: string
  /** Strongest dependences: column, column, strength in [-1, 1]. */
  readonly dependences?: readonly { readonly a: string; readonly b: string; readonly strength: number }[]
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
  /** A zod object: every option has a default and a description. */
  readonly options: z.ZodType<Options>
  readonly unit: 'row' | 'sequence'
  /** True: columns that follow from others (`schema.dependencies`) are left out of the fit and derived after sampling. */
  readonly derives: boolean
  /** Sees only modelled columns (see `isModelled`), conformed to the schema; may have 0 rows. */
  fit(source: Source, schema: Schema, options: Options, context: FitContext): Promise<State>
  /** `count` rows of the modelled columns. Pure and synchronous: runs in any thread. */
  sampleBlock(state: State, schema: Schema, count: number, rng: Rng): Table
  /** Per row, in nats. */
  logDensity?(state: State, schema: Schema, table: Table): Float64Array
  /** The state of the model given that the evidence holds. Throws a ConstraintError where it can't. */
  condition?(
    state: State,
    schema: Schema,
    evidence: Evidence,
  ): { readonly state: State; readonly exact: boolean; readonly logProbability: number }
  describe?(state: State, schema: Schema): Description
  readonly privacyKnob?: PrivacyKnob<Options>
}

/** An option that trades closeness to the rows for privacy, so that `pipeline/audit.ts` can turn it. */
export interface PrivacyKnob<Options = unknown> {
  readonly option: string
  /** Values worth trying, from close to private. */
  readonly ladder: readonly number[]
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
}

/** A fitted model: plain data, saved and loaded as JSON (see `io/model-file.ts`). */
export interface FittedModel<State = unknown> {
  readonly format: 'rowsmith-model'
  readonly version: 1
  readonly model: string
  readonly options: unknown
  readonly schema: Schema
  /** Columns derived from others, in the order in which they are to be filled in. */
  readonly derivations: readonly Derivation[]
  readonly state: State
  readonly provenance: Provenance
}

export interface Provenance {
  readonly rows: number
  readonly seed: number
  readonly rowsmith: string
}
