import { mergedSchema, mergedTable } from '../../table/forms/merge.js'
import { type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'

/** The cells of a table as a text file has them, row by row. */
export function cellTexts(table: Table, schema: Schema): { readonly names: readonly string[]; readonly rows: string[][] } {
  const merged = mergedTable(table, schema, false)
  const written = mergedSchema(schema, false)
  const writers = merged.columns.map((column) => {
    const write = formatterOf(schemaColumn(written, column.name), column)
    return (row: number): string => write(column.values[row])
  })
  return { names: merged.names, rows: Array.from({ length: merged.rows }, (_, row) => writers.map((write) => write(row))) }
}
