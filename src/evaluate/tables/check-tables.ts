import { joinProblems, SchemaError } from '../../errors.js'
import { isNumberColumn, isNumberKind } from '../../table/column.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** A table and what to call it in a message. */
export interface CalledTable {
  readonly called: string
  readonly table: Table
}

/** Most problems listed in one message. */
const mostProblems = 20

/**
 * Throws one SchemaError that lists every compared column that a table lacks or holds as numbers where the schema has levels, or the
 * other way round. The order of columns doesn't matter, and columns that the schema doesn't have are left out.
 */
export function checkTables(tables: readonly CalledTable[], columns: readonly ColumnSchema[]): void {
  const problems = tables.flatMap(({ called, table }) => columns.flatMap((column) => problemsOf(called, table, column)))
  if (problems.length === 0) return
  const shown = problems.slice(0, mostProblems)
  if (problems.length > mostProblems) shown.push(`and ${problems.length - mostProblems} more`)
  throw new SchemaError('tables', joinProblems(shown))
}

function problemsOf(called: string, table: Table, { name, kind }: ColumnSchema): string[] {
  if (!table.has(name)) return [`${name}: is not in ${called}; add it, or take it out of the schema`]
  const column = table.column(name)
  if (isNumberColumn(column) === isNumberKind(kind)) return []
  return [`${name}: is ${kind} in the schema (got a ${column.kind} column in ${called}); read all tables with one schema`]
}

/** A column of keys, and the share of rows whose key is neither missing nor that of another row before; null without rows. */
export interface UniqueKey {
  readonly column: string
  readonly value: number | null
}

/** How unique the keys of a table are. Keys are made anew for every row and compared by no metric, so this is all that is kept of them. */
export function uniqueKeysOf(table: Table, { columns }: Schema): UniqueKey[] {
  return columns
    .filter(({ name, role }) => role === 'key' && table.has(name))
    .map(({ name }) => {
      const { values } = table.column(name)
      // Codes count from 0 and numbers may lie below it, but then missing is NaN.
      const isCoded = values instanceof Int32Array
      const seen = new Set<number>()
      for (const value of values) if (!Number.isNaN(value) && !(isCoded && value < 0)) seen.add(value)
      return { column: name, value: values.length === 0 ? null : seen.size / values.length }
    })
}
