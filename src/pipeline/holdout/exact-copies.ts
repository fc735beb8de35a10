import { isNumberColumn } from '../../table/column.js'
import { type ColumnSchema, isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** Shares of the synthetic rows that equal a row which the model saw, and one which it didn't: what chance makes of it; null without such rows. */
export interface EqualRows {
  readonly training: number
  readonly holdout: number | null
}

/** How many synthetic rows equal real ones, by which columns are compared. */
export interface ExactCopies {
  /** In the columns that the model learns, without keys and texts made anew; null where it learns none. */
  readonly learned: EqualRows | null
  /** In those and in texts made anew; null where there are none. */
  readonly withTexts: EqualRows | null
  /** In all columns, keys as well; null where there are no keys. */
  readonly withKeys: EqualRows | null
}

/** Real rows that a model learned from, others, and rows that it made, each with all columns. */
interface Whole {
  readonly training: Table
  readonly holdout: Table | null
  readonly synthetic: Table
}

/** Counts them cell by cell, over one or more divisions of a table. */
export function countExactCopies(wholes: readonly Whole[], { columns }: Schema): ExactCopies {
  const isKey = ({ kind, role }: ColumnSchema): boolean => kind === 'id' || role === 'key' || role === 'sequence-key'
  const learned = columns.filter(isModelled)
  const withoutKeys = columns.filter((column) => !isKey(column))
  const count = (compared: readonly ColumnSchema[], others: number): EqualRows | null =>
    compared.length > others
      ? equalRows(
          wholes,
          compared.map(({ name }) => name),
        )
      : null
  return {
    learned: count(learned, 0),
    withTexts: count(withoutKeys, learned.length),
    withKeys: count(columns, withoutKeys.length),
  }
}

function equalRows(wholes: readonly Whole[], names: readonly string[]): EqualRows {
  let [rows, training, holdout] = [0, 0, 0]
  for (const whole of wholes) {
    const made = rowTexts(whole.synthetic, names)
    const [seen, unseen] = [new Set(rowTexts(whole.training, names)), new Set(whole.holdout ? rowTexts(whole.holdout, names) : [])]
    rows += made.length
    for (const row of made) {
      if (seen.has(row)) training++
      if (unseen.has(row)) holdout++
    }
  }
  return { training: training / rows, holdout: wholes.some((whole) => whole.holdout) ? holdout / rows : null }
}

/** The rows as texts that are equal where all cells are. */
function rowTexts(table: Table, names: readonly string[]): string[] {
  const cells = names.map((name): ((row: number) => string) => {
    const column = table.column(name)
    if (isNumberColumn(column)) return (row) => String(column.values[row])
    return (row) => (column.values[row] < 0 ? '' : `=${column.levels[column.values[row]]}`)
  })
  return Array.from({ length: table.rows }, (_, row) => cells.map((cell) => cell(row)).join('\u0000'))
}
