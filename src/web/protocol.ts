import type { ColumnSchema, FileFormat, Kind, RepairOptions, Schema } from '../index.js'

// What the page and its worker, the desk, say to each other. All of it is plain data and blobs.

/** Corrections of what was inferred, each where somebody made one. */
export interface Edits {
  /** In place of all inference: a schema from a file. */
  readonly schema: Schema | null
  /** Columns that are left out of everything. */
  readonly omitted: readonly string[]
  readonly kinds: Readonly<Record<string, Kind>>
  readonly targets: readonly string[]
  readonly key: string | null
  readonly order: string | null
  readonly sensitive: readonly string[]
  /** Texts that stand for a missing cell, by column. */
  readonly missing: Readonly<Record<string, readonly string[]>>
  /** What the values are in the world, '' for nothing in particular, by column. */
  readonly meanings: Readonly<Record<string, string>>
  /** Rules, as text, that are not to be kept. */
  readonly dropped: readonly string[]
  /** Rules to be kept in every row, in the language of `rowsmith rules`. */
  readonly rules: readonly string[]
}

export const noEdits: Edits = {
  schema: null,
  omitted: [],
  kinds: {},
  targets: [],
  key: null,
  order: null,
  sensitive: [],
  missing: {},
  meanings: {},
  dropped: [],
  rules: [],
}

export interface ColumnView {
  readonly name: string
  readonly schema: ColumnSchema
  readonly reason: string
  readonly missing: number
  readonly summary: string
  readonly warnings: readonly string[]
  readonly treatment: string | null
  /** What the name says it is about, such as health, where that may be sensitive. */
  readonly perhapsSensitive: string | null
  readonly bars: Histogram
  /** Levels for lists of choices, the first of many. */
  readonly levels: readonly string[]
}

/** A small histogram: the share of the values in each bar, and what the bars stand for, which is put in words when it is shown. */
export interface Histogram {
  readonly shares: readonly number[]
  /** A level for each bar; numbers, from the low end of the first, each bar as wide as the others; or times, of which only the shares are told. */
  readonly of: { readonly levels: readonly string[] } | { readonly low: number; readonly width: number } | null
}

export interface TableView {
  readonly of: 'table'
  readonly name: string
  readonly format: FileFormat
  readonly rows: number
  readonly columns: readonly ColumnView[]
  /** Columns that are left out, and which of the others each stands before; null where none comes after. */
  readonly omitted: readonly { readonly name: string; readonly before: string | null }[]
  /** Guesses about the file. */
  readonly fileNotes: readonly string[]
  readonly notes: readonly string[]
  /** What holds in every row, and whether it is kept. */
  readonly rules: readonly { readonly text: string; readonly kept: boolean }[]
  readonly schema: Schema
}

export function isTable(outcome: unknown): outcome is TableView {
  return typeof outcome === 'object' && outcome !== null && 'of' in outcome && outcome.of === 'table'
}

export interface ModelView {
  readonly of: 'model'
  readonly name: string
  readonly model: string
  readonly title: string
  readonly summary: string
  readonly reveals: string
  readonly parameters: readonly (readonly [string, string])[]
  readonly dependences: readonly { readonly a: string; readonly b: string; readonly strength: number }[]
  /** The network as SVG, for a model that is one. */
  readonly graph: string | null
  readonly rows: number
  /** What was measured of its privacy and how it was tuned, a sentence each. */
  readonly audit: readonly string[]
  readonly private: boolean
  /** Columns of made-up words in place of names, places, firms and texts. */
  readonly invented: readonly string[]
  readonly columns: readonly { readonly name: string; readonly levels: readonly string[]; readonly kind: Kind }[]
}

export interface ModelChoice {
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly sequences: boolean
  readonly canBePrivate: boolean
  readonly needsBudget: boolean
  readonly options: readonly OptionChoice[]
}

export interface OptionChoice {
  readonly name: string
  readonly description: string
  readonly fallback: string
  /** All there is to choose from; null where anything may be written. */
  readonly choices: readonly string[] | null
}

export interface FitAsk {
  readonly model: string
  readonly options: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly audit: boolean
  readonly privacy: { readonly epsilon: number; readonly delta: number; readonly schema: unknown } | null
}

export interface DrawAsk {
  readonly rows: number
  readonly seed: number
  readonly where: string
  /** Exact shares of levels in the run, by column; those that aren't named share the rest. */
  readonly shares: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export interface DrawnPage {
  readonly notes: readonly string[]
  readonly file: Blob
}

/** What attacks on the rows came to. */
export interface AttackView {
  /** What they come to, in a sentence. */
  readonly headline: string
  /** The privacy report, as a page of its own. */
  readonly page: string
  readonly verdicts: readonly {
    readonly question: string
    readonly verdict: 'not detected' | 'detected' | 'inconclusive'
    readonly isNear: boolean
  }[]
  /** What may be said of a private fit; null where none was made. */
  readonly statement: string | null
}

/** A file of the page's user. */
export interface Picked {
  readonly name: string
  readonly blob: Blob
}

/** Corrections of how tables refer to each other, in the words of `DatabasePreview`. */
export interface DatabaseEdits {
  /** In place of all inference: a schema from a file. */
  readonly schema: unknown
  /** Relations that were found and are none. */
  readonly dropped: readonly string[]
  /** Relations that only might be some, and are. */
  readonly added: readonly string[]
  /** Tables that are written as they are. */
  readonly lookups: readonly string[]
  /** What becomes of references to rows that aren't there, and of rows with a key that another has; absent where nothing does. */
  readonly settle: RepairOptions
}

export const noDatabaseEdits: DatabaseEdits = { schema: null, dropped: [], added: [], lookups: [], settle: {} }

export interface DatabasePreview {
  readonly files: readonly string[]
  readonly isSqlite: boolean
  readonly tables: readonly {
    readonly name: string
    readonly rows: number
    readonly columns: readonly string[]
    readonly key: readonly string[]
    readonly isLookup: boolean
  }[]
  readonly relations: readonly { readonly text: string; readonly reason: string; readonly isSure: boolean; readonly isKept: boolean }[]
  readonly notes: readonly string[]
  /** As SVG. */
  readonly diagram: string
}

export interface DatabaseAsk {
  readonly seed: number
  /** How many times as many rows as there are. */
  readonly scale: number
}

export interface DrawnDatabase {
  readonly notes: readonly string[]
  readonly rows: readonly { readonly name: string; readonly rows: number }[]
  /** What of the real rows can be told from the model, the most of it first. */
  readonly reveals: readonly string[]
  /** A CSV file for each table. */
  readonly zip: Blob
}

/** The work of the desk, by name: what it takes and what comes of it. */
interface Desk {
  open(file: Picked, edits: Edits): TableView | ModelView
  retype(edits: Edits): TableView
  /** Other columns are sensitive, of which no model takes notice: what was learned and drawn stays. */
  mark(edits: Edits): TableView
  /** Cells as they are written, row by row. */
  cells(
    which: 'real' | 'synthetic',
    from: number,
    to: number,
  ): { readonly names: readonly string[]; readonly rows: readonly (readonly string[])[] }
  models(): readonly ModelChoice[]
  fit(ask: FitAsk): ModelView
  /** Says what is wrong with a wish for rows, '' for nothing. */
  check(ask: DrawAsk): string
  /** What the rows of the table have in common, and what speaks for it. */
  foundRules(): readonly { readonly rule: string; readonly evidence: string }[]
  /** Says what is wrong with a rule, '' for nothing. */
  checkRule(rule: string): string
  draw(ask: DrawAsk): DrawnPage
  rowsAs(format: FileFormat): Blob
  modelFile(): Blob
  schemaFile(isPublic: boolean): Blob
  report(metrics: readonly string[]): string
  attack(holdout: Picked | null): AttackView
  openDatabase(files: readonly Picked[], edits: DatabaseEdits): DatabasePreview
  retypeDatabase(edits: DatabaseEdits): DatabasePreview
  synthDatabase(ask: DatabaseAsk): DrawnDatabase
  drawnSqlite(): Blob
  databaseSchemaFile(): Blob
  databaseModelFile(): Blob
  databaseReport(ask: DatabaseAsk): string
  compare(real: Picked, synthetic: readonly Picked[], metrics: readonly string[]): string
}

export type DeskTask = keyof Desk
export type Arguments<T extends DeskTask> = Parameters<Desk[T]>
export type TaskResult<T extends DeskTask> = ReturnType<Desk[T]>

export type ToDesk =
  | { readonly start: { readonly script: string | null; readonly code: string | null; readonly threads: number; readonly memory: number } }
  | { readonly id: number; readonly task: DeskTask; readonly args: readonly unknown[] }
  | { readonly cancel: number }
export type FromDesk =
  /** Columns of the table that is the outcome, which come before it, a part at a time. */
  | { readonly id: number; readonly columns: readonly ColumnView[] }
  | { readonly id: number; readonly outcome: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly expected: boolean; readonly cancelled: boolean } }
  | { readonly id: number; readonly share: number; readonly what: string }
