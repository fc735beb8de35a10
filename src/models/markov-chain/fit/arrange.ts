import type { Column, NumberColumn } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { rowsPerSequence } from '../../shell/sequence-rows.js'

/** Rows put in line: sequence after sequence, each in its order. */
export interface Arranged {
  /** Without the key. */
  readonly table: Table
  /** Sequence i is row `starts[i]` to `starts[i + 1] - 1`. */
  readonly starts: Int32Array
  /** Per row, the number of its sequence. */
  readonly sequence: Int32Array
  /** Per row, how many rows of its sequence come before it. */
  readonly position: Int32Array
  /** The rows that are not the first of their sequence. */
  readonly later: Int32Array
  /** The order column; null where there is none, or it has no value at all: then rows keep the order of the table. */
  readonly order: string | null
  /** Per row, the value of the order column, NaN where missing; levels count as whole numbers. */
  readonly times: Float64Array
}

/**
 * The rows of a table whose key column numbers the sequences. Rows of equal order keep the table's order; a row without a value keeps
 * its place behind the row before it.
 */
export function arrange(table: Table, schema: Schema): Arranged {
  const key = schema.columns.find(({ role }) => role === 'sequence-key')?.name ?? ''
  const numbers = table.column(key) as NumberColumn
  const lengths = rowsPerSequence(numbers)
  const starts = new Int32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = starts[i] + lengths[i]
  const rows = groupedRows(numbers.values, starts)
  const order = orderColumn(table, schema)
  if (order) sortWithin(rows, starts, timesOf(order))
  const sorted = new Table(
    table.columns.filter(({ name }) => name !== key),
    table.rows,
  ).take(rows)
  const sequence = new Int32Array(table.rows)
  const position = new Int32Array(table.rows)
  for (let i = 0; i < lengths.length; i++) {
    const start = starts[i]
    for (let row = start; row < starts[i + 1]; row++) {
      sequence[row] = i
      position[row] = row - start
    }
  }
  const later = new Int32Array(table.rows - lengths.length)
  for (let row = 0, at = 0; row < table.rows; row++) if (position[row] !== 0) later[at++] = row
  const times = order ? timesOf(sorted.column(order.name)) : new Float64Array()
  return { table: sorted, starts, sequence, position, later, order: order?.name ?? null, times }
}

function orderColumn(table: Table, schema: Schema): Column | null {
  const name = schema.columns.find(({ role }) => role === 'order')?.name
  if (name === undefined || !table.has(name)) return null
  const column = table.column(name)
  return timesOf(column).every(Number.isNaN) ? null : column
}

function timesOf({ values }: Column): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values, (code) => (code < 0 ? Number.NaN : code))
}

/** The rows of each sequence together, in the table's order. */
function groupedRows(numbers: Float64Array, starts: Int32Array): Int32Array {
  const next = starts.slice()
  const rows = new Int32Array(numbers.length)
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row]
    const at = next[number]
    rows[at] = row
    next[number] = at + 1
  }
  return rows
}

/** Sorts the rows of each sequence by their times, where they are not in order already. */
function sortWithin(rows: Int32Array, starts: Int32Array, times: Float64Array): void {
  for (let i = 0; i < starts.length - 1; i++) {
    const own = rows.subarray(starts[i], starts[i + 1])
    if (isInOrder(own, times)) continue
    const filled = filledForward(Float64Array.from(own, (row) => times[row]))
    const places = Array.from(own.keys()).sort((a, b) => filled[a] - filled[b] || a - b)
    own.set(places.map((place) => own[place]))
  }
}

/** Whether the times of these rows never fall; one that is missing falls nowhere. */
function isInOrder(rows: Int32Array, times: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY
  for (let k = 0; k < rows.length; k++) {
    const time = times[rows[k]]
    if (time < last) return false
    if (!Number.isNaN(time)) last = time
  }
  return true
}

/** Missing times as that of the row before, or at the beginning as the first there is; 0 where there is none. */
function filledForward(times: Float64Array): Float64Array {
  let last = times.find((time) => !Number.isNaN(time)) ?? 0
  return times.map((time) => {
    if (!Number.isNaN(time)) last = time
    return last
  })
}
