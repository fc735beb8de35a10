import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'
import { alignTables, rowKeys } from '../tables/align.js'

/** Rows for people to look at, cell by cell as they are written. */
export interface Preview {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Rows that were passed over because they equal a real one. */
  readonly passed: number
}

/** Rows that are looked through for some that may be shown. */
const mostLooked = 1000

/** The first synthetic rows that equal no real row, in the compared columns: what goes into a report goes further than the data. */
export function previewOf(synthetic: Table, real: readonly Table[], schema: Schema, count = 8): Preview {
  const columns = schema.columns.filter(isModelled)
  const [made, ...others] = alignTables([synthetic.slice(0, Math.min(mostLooked, synthetic.rows)), ...real], columns) as [Table, ...Table[]]
  const known = new Set(others.flatMap((table) => [...rowKeys(table)]))
  const writers = columns.map((column) => formatterOf(column, made.column(column.name)))
  const rows: string[][] = []
  let passed = 0
  const keys = rowKeys(made)
  for (let row = 0; row < made.rows && rows.length < count; row++) {
    if (known.has(keys[row])) passed++
    else rows.push(made.columns.map(({ values }, c) => (writers[c] as (value: number) => string)(values[row])))
  }
  return { columns: columns.map(({ name }) => name), rows, passed }
}

/** What a report says where the delivered rows meet wishes that those it tells the faults of don't. */
export const ownRowsNote = "The rows of the report are the model's own, without the wishes on the delivered ones."
