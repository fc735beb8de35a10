import { isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** The rows of a table in sequences: of one key each, in order; without a key all rows are one sequence. */
export interface KeyedSequences {
  /** Rows, sequence after sequence. */
  readonly order: Int32Array
  /** Where each sequence begins in `order`, and then the number of rows. */
  readonly starts: Int32Array
  /** For each row, the first and last row of its sequence. */
  readonly first: Int32Array
  readonly last: Int32Array
}

/** Rows with a missing key belong to no sequence but their own. */
export function sequencesByKey(table: Table, { columns }: Schema): KeyedSequences {
  const key = columns.find(({ role, name }) => role === 'sequence-key' && table.has(name))?.name
  const line = columns.find(({ role, name }) => role === 'order' && table.has(name))?.name
  const groups = key === undefined ? new Int32Array(table.rows) : groupNumbers(table.column(key).values)
  const places = line === undefined ? null : table.column(line)
  const order = Int32Array.from({ length: table.rows }, (_, row) => row)
  const place = (row: number): number => {
    const value = places && isNumberColumn(places) ? places.values[row] : 0
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
  }
  // Infinities are compared, not subtracted: their difference is no number.
  const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)
  if (key !== undefined || places) {
    order.sort((a, b) => groups[a] - groups[b] || compare(place(a), place(b)) || a - b)
  }
  const starts = [...order.keys()].filter((i) => i === 0 || groups[order[i]] !== groups[order[i - 1]])
  const first = new Int32Array(table.rows)
  const last = new Int32Array(table.rows)
  for (const [sequence, from] of starts.entries()) {
    const to = starts[sequence + 1] ?? table.rows
    for (let i = from; i < to; i++) {
      first[order[i]] = order[from]
      last[order[i]] = order[to - 1]
    }
  }
  return { order, starts: Int32Array.from([...starts, table.rows]), first, last }
}

function groupNumbers(values: Float64Array | Int32Array): Int32Array {
  const numbers = new Map<number, number>()
  let next = 0
  return Int32Array.from(values, (value) => {
    if (Number.isNaN(value) || (values instanceof Int32Array && value < 0)) return next++
    let number = numbers.get(value)
    if (number === undefined) {
      number = next++
      numbers.set(value, number)
    }
    return number
  })
}
