import { type Column, isMissing, isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'

/** A condition on one column. */
export interface Condition {
  /** Position of the column in the table. */
  readonly column: number
  readonly is: 'equal' | 'at most' | 'at least' | 'missing'
  readonly value: number
}

/** All conditions hold. */
export type Predicate = readonly Condition[]

/** The one row that a predicate selects; -1 where it selects none, or several. */
export function onlyRow(table: Table, predicate: Predicate): number {
  const columns = predicate.map(({ column }) => table.columns[column] as Column)
  let found = -1
  for (let row = 0; row < table.rows; row++) {
    let holds = true
    for (let c = 0; holds && c < predicate.length; c++) holds = meets(columns[c] as Column, row, predicate[c] as Condition)
    if (!holds) continue
    if (found >= 0) return -1
    found = row
  }
  return found
}

/** A missing cell is neither equal to, nor above, nor below anything. */
function meets(column: Column, row: number, { is, value }: Condition): boolean {
  const own = column.values[row] as number
  if (is === 'missing') return isMissing(column, row)
  if (is === 'equal') return own === value
  return !isMissing(column, row) && (is === 'at most' ? own <= value : own >= value)
}

/** The condition that a cell suggests: its level, or at least or at most its number, on the side of the median where fewer are. */
export function conditionOf(table: Table, column: number, row: number, median: number): Condition {
  const cells = table.columns[column] as Column
  const value = cells.values[row] as number
  if (isMissing(cells, row)) return { column, is: 'missing', value: 0 }
  if (!isNumberColumn(cells)) return { column, is: 'equal', value }
  return { column, is: value > median ? 'at least' : 'at most', value }
}
