import { type Column, isNumberKind } from '../column.js'
import type { RawColumn, RawTable } from '../raw.js'
import type { ColumnSchema, Schema } from '../schema.js'
import { type ColumnSource, Table } from '../table.js'
import { decode } from './decode.js'

/** The columns of a raw table, each typed when it is first asked for: what ties columns is looked for in few rows first, and mostly found not to be there. */
export interface TypedColumns extends ColumnSource {
  /** Some rows of a column, the same of all columns. */
  some(name: string): Column
}

/** Most rows that are looked at first. */
const mostLooked = 1024

export function typedColumns(raw: RawTable, schema: Schema): TypedColumns {
  const places = new Map(schema.columns.map(({ name }, i) => [name, i]))
  const looked = someRows(raw.rows)
  const decoded = (name: string, rowsOf: (column: RawColumn) => RawColumn, rows: number): Column => {
    const at = places.get(name) as number
    const own = { ...schema, columns: [schema.columns[at] as ColumnSchema] }
    return decode({ rows, columns: [rowsOf(raw.columns[at] as RawColumn)] }, own).columns[0] as Column
  }
  const column = remembered((name) => decoded(name, (all) => all, raw.rows))
  return {
    rows: raw.rows,
    has: (name) => places.has(name),
    column,
    some: remembered((name) => {
      // What is noise in numbers is told by all of them.
      const isWhole = isNumberKind((schema.columns[places.get(name) as number] as ColumnSchema).kind) || looked.length === raw.rows
      return isWhole
        ? (new Table([column(name)]).take(looked).columns[0] as Column)
        : decoded(name, (all) => rowsAt(all, looked), looked.length)
    }),
  }
}

function remembered(columnOf: (name: string) => Column): (name: string) => Column {
  const known = new Map<string, Column>()
  return (name) => {
    const column = known.get(name) ?? columnOf(name)
    known.set(name, column)
    return column
  }
}

/** Rows from all over a table, in order, as rows that stand together are alike. */
function someRows(rows: number): Int32Array {
  const some = new Int32Array(Math.min(rows, mostLooked))
  const step = strideOf(rows)
  for (let i = 0, row = 0; i < some.length; i++, row = (row + step) % rows) some[i] = row
  return some.sort()
}

/** A step through so many rows that visits all of them, neighbours long after each other. */
function strideOf(rows: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  let step = Math.max(1, Math.floor(rows * goldenShare))
  while (divisor(step, rows) > 1) step++
  return step
}

const goldenShare = 0.618

function rowsAt(column: RawColumn, rows: Int32Array): RawColumn {
  const at = <Values extends Float64Array | Int32Array | Uint8Array>(
    values: Values | null,
    empty: (length: number) => Values,
  ): Values | null => {
    if (!values) return null
    const some = empty(rows.length)
    for (let i = 0; i < rows.length; i++) some[i] = values[rows[i] as number] as number
    return some
  }
  return {
    ...column,
    length: rows.length,
    numbers: at(column.numbers, (n) => new Float64Array(n)),
    decimals: at(column.decimals, (n) => new Uint8Array(n)),
    codes: at(column.codes, (n) => new Int32Array(n)),
  }
}
