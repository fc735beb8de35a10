import type { ColumnFinding } from './findings.js'
import { type Inference, type InferOptions, inferSchema } from './infer.js'
import type { RawTable } from './raw.js'
import type { Dependency } from './schema.js'

/** What was found out about a table, as plain JSON. */
export interface Inspection {
  readonly rows: number
  /** Guesses about the file: delimiter, header, encoding. */
  readonly fileNotes: readonly string[]
  readonly columns: readonly ColumnFinding[]
  readonly dependencies: readonly Dependency[]
  /** What concerns several columns. */
  readonly notes: readonly string[]
}

/** The inspection of a raw table; `fileNotes` come from whoever read it. */
export function inspect(raw: RawTable, fileNotes: readonly string[] = [], options: InferOptions = {}): Inspection {
  return inspectionOf(inferSchema(raw, options), raw.rows, fileNotes)
}

/** The inspection of a table whose schema was already inferred. */
export function inspectionOf({ schema, findings, notes }: Inference, rows: number, fileNotes: readonly string[] = []): Inspection {
  return { rows, fileNotes, columns: findings, dependencies: schema.dependencies, notes }
}
