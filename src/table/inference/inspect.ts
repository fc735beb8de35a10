import { proposeSensitive, type SensitiveProposal } from '../meaning/sensitive.js'
import type { RawTable } from '../raw.js'
import { relationText } from '../relations/relation.js'
import type { Dependency } from '../schema.js'
import type { ColumnFinding } from './findings.js'
import { type InferOptions, inferSchema } from './infer.js'

/** What was found out about a table, as plain JSON. */
export interface Inspection {
  readonly rows: number
  /** Guesses about the file: delimiter, header, encoding. */
  readonly fileNotes: readonly string[]
  /** What becomes of the columns in synthetic rows, and which guesses are worth a look. */
  readonly summary: readonly string[]
  readonly columns: readonly ColumnFinding[]
  readonly dependencies: readonly Dependency[]
  /** What holds between columns, as people write it: `total = net + tax`, `start <= end`. */
  readonly relations: readonly string[]
  /** Columns that may be sensitive by their names, for somebody to decide. */
  readonly perhapsSensitive: readonly SensitiveProposal[]
  /** What concerns several columns. */
  readonly notes: readonly string[]
}

/** The inspection of a raw table; `fileNotes` come from whoever read it. */
export function inspect(raw: RawTable, fileNotes: readonly string[] = [], options: InferOptions = {}): Inspection {
  const { schema, findings, notes, summary } = inferSchema(raw, options)
  return {
    rows: raw.rows,
    fileNotes,
    summary,
    columns: findings,
    dependencies: schema.dependencies,
    relations: (schema.relations ?? []).map(relationText),
    perhapsSensitive: proposeSensitive(schema),
    notes,
  }
}
