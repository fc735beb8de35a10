import { isNumberColumn } from '../../../src/table/column.js'
import type { Table } from '../../../src/table/table.js'

/** Each row as a text of its cells. */
export function rowsOf(table: Table): string[] {
  return Array.from({ length: table.rows }, (_, row) =>
    JSON.stringify(
      table.columns.map((column) => {
        const value = column.values[row] as number
        return isNumberColumn(column) ? String(value) : (column.levels[value] ?? null)
      }),
    ),
  )
}

/** Whether one of the lists is the other, or the other with one row more somewhere. */
export function differByOne(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  const at = long.findIndex((row, i) => row !== short[i])
  return at < 0 || (long.length > short.length && short.slice(at).every((row, i) => row === long[at + 1 + i]))
}
