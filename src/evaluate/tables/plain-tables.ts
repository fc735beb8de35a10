import type { Column } from '../../table/column.js'
import type { Table } from '../../table/table.js'

/** A table as it travels between threads. */
export interface PlainEvaluationTable {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** Fewer cells are copied to each thread sooner than they are shared. */
const fewestShared = 1e6

/** The table in memory that all threads see, where the platform has such: a large one is then there once, not once a thread. */
export function sharedTable({ rows, columns }: PlainEvaluationTable): PlainEvaluationTable {
  if (typeof SharedArrayBuffer === 'undefined' || rows * columns.length < fewestShared) return { rows, columns }
  return { rows, columns: columns.map((column) => ({ ...column, values: sharedValues(column.values) }) as Column) }
}

function sharedValues(values: Float64Array | Int32Array): Float64Array | Int32Array {
  const buffer = new SharedArrayBuffer(values.byteLength)
  const shared = values instanceof Float64Array ? new Float64Array(buffer) : new Int32Array(buffer)
  shared.set(values)
  return shared
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
