import type { Rng } from '../../random/rng.js'
import { isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { sequenceKeyOf } from '../../table/sequence-keys.js'
import type { Table } from '../../table/table.js'

/** What a table is divided into at random: its rows or, where a key ties rows together, its sequences. */
export interface Units {
  readonly noun: 'rows' | 'sequences'
  readonly count: number
  /** The unit of each row; null where each is one of its own. */
  readonly ofRow: Int32Array | null
}

/** The units of a table. A row whose key is missing is one of its own. */
export function unitsOf(table: Table, schema: Schema): Units {
  const key = sequenceKeyOf(schema)
  if (!key) return { noun: 'rows', count: table.rows, ofRow: null }
  const column = table.column(key.name)
  const known = new Map<number, number>()
  const ofRow = new Int32Array(table.rows)
  let count = 0
  for (let row = 0; row < table.rows; row++) {
    const value = column.values[row]
    const missing = isNumberColumn(column) ? Number.isNaN(value) : value < 0
    const unit = known.get(value) ?? count++
    if (!missing) known.set(value, unit)
    ofRow[row] = unit
  }
  return { noun: 'sequences', count, ofRow }
}

/** The rows of so many units at random, and the others; both in the order of the table. */
export function splitUnits(
  table: Table,
  { count, ofRow }: Units,
  wanted: number,
  rng: Rng,
): { readonly chosen: Table; readonly rest: Table } {
  if (wanted >= count) return { chosen: table, rest: table.slice(0, 0) }
  const order = Int32Array.from({ length: count }, (_, unit) => unit)
  for (let i = 0; i < wanted; i++) {
    const j = i + rng.integer(count - i)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
  }
  const isChosen = new Uint8Array(count)
  for (let i = 0; i < wanted; i++) isChosen[order[i]] = 1
  const side = (wantedSide: number): Table =>
    table.take(Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) => isChosen[ofRow?.[row] ?? row] === wantedSide))
  return { chosen: side(1), rest: side(0) }
}
