import type { Column } from '../../table/column.js'
import type { Table } from '../../table/table.js'

/** A table as it travels between threads. */
export interface PlainEvaluationTable {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** The compared columns of a table, sequence after sequence, each in its order. Plain data. */
export interface PlainSequences {
  readonly table: PlainEvaluationTable
  /** Sequence i is row `starts[i]` to `starts[i + 1] - 1`. */
  readonly starts: Int32Array
}

export interface Sequences extends PlainSequences {
  readonly table: Table
}

/** Real sequences and those to be compared with them. */
export interface SequencePair {
  readonly real: Sequences
  readonly synthetic: Sequences
}
