import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

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
