import { isNumberSchema, type Lattice, latticeOf, pointOf } from '../../../dp/domain/lattice.js'
import { type Column, isMissing, type NumberColumn } from '../../../table/column.js'
import { type ColumnSchema, newColumn, type Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { arrange } from '../fit/arrange.js'

/** What of a row of a sequence is learned: its columns, the time since the row before in place of the time, and whether it is the last one. */
export interface PrivateChainPlan {
  /** Of the table in `Lines`; the last column says whether the row is the last of its sequence. */
  readonly schema: Schema
  /** The column that puts rows in order, where it holds numbers or times, and what values it may have. */
  readonly clock: { readonly name: string; readonly lattice: Lattice } | null
}

/** Rows of sequences, one after the other, each in its order. */
export interface Lines {
  readonly table: Table
  /** Per row, how many rows of its sequence come before it. */
  readonly position: Int32Array
}

/** Follows from the schema alone. */
export function privateChainPlan(schema: Schema): PrivateChainPlan {
  const own = schema.columns.filter(({ role }) => role !== 'sequence-key')
  const order = own.find(({ role }) => role === 'order')
  const clock = order && isNumberSchema(order) ? { name: order.name, lattice: latticeOf(order) } : null
  let last = 'last'
  while (own.some(({ name }) => name === last)) last += '_'
  const columns = own.map((column) => (clock && column.name === clock.name ? waitSchema(column, clock.lattice) : column))
  const end = newColumn({ name: last, kind: 'boolean', levels: ['no', 'yes'], nullable: false })
  return { schema: { ...schema, columns: [...columns, end] }, clock }
}

/** Times since the row before, and of a first row since the earliest time that there may be: in points of the lattice where it has any. */
function waitSchema({ name, nullable }: ColumnSchema, { grid, points, low, high }: Lattice): ColumnSchema {
  if (grid) return newColumn({ name, nullable, kind: 'integer', min: 0, max: points - 1 })
  return newColumn({ name, nullable, kind: 'numeric', min: 0, max: Math.min(high - low, Number.MAX_VALUE) })
}

/** The lines of a table. Rows with a gap where the schema allows none are left out, and nobody is told. */
export function binLines(table: Table, schema: Schema, { schema: own, clock }: PrivateChainPlan): Lines {
  const needed = schema.columns.filter(({ nullable, role }) => !nullable && role !== 'sequence-key').map(({ name }) => table.column(name))
  const whole = Array.from({ length: table.rows }, (_, row) => row).filter((row) => !needed.some((column) => isMissing(column, row)))
  const { table: rows, position } = arrange(renumbered(table.take(whole), schema), schema)
  const columns = own.columns.map(({ name }, i): Column => {
    if (i === own.columns.length - 1) return { name, kind: 'boolean', levels: ['no', 'yes'], values: lastRows(position) }
    if (name !== clock?.name) return rows.column(name)
    return {
      name,
      kind: clock.lattice.grid ? 'integer' : 'numeric',
      values: waits(rows.column(name) as NumberColumn, position, clock.lattice),
    }
  })
  return { table: new Table(columns, rows.rows), position }
}

/** The key with numbers from 0 on, none of which is left out for having lost all its rows. */
function renumbered(table: Table, schema: Schema): Table {
  const key = schema.columns.find(({ role }) => role === 'sequence-key')?.name
  const columns = table.columns.map((column): Column => {
    if (column.name !== key) return column
    const numbers = new Map<number, number>()
    const values = Float64Array.from(column.values as Float64Array, (value) => {
      const number = numbers.get(value) ?? numbers.size
      numbers.set(value, number)
      return number
    })
    return { name: column.name, kind: 'integer', values }
  })
  return new Table(columns, table.rows)
}

function lastRows(position: Int32Array): Int32Array {
  return position.map((_, row) => (row + 1 === position.length || position[row + 1] === 0 ? 1 : 0))
}

function waits({ values }: NumberColumn, position: Int32Array, lattice: Lattice): Float64Array {
  let before = 0
  return Float64Array.from(values, (value, row) => {
    if (position[row] === 0) before = 0
    if (Number.isNaN(value)) return Number.NaN
    const now = placeOf(value, lattice)
    const wait = Math.max(0, now - before)
    before = Math.max(before, now)
    return wait
  })
}

function placeOf(value: number, lattice: Lattice): number {
  if (lattice.grid) return pointOf(lattice, value)
  return Math.min(lattice.high, Math.max(lattice.low, value)) - lattice.low
}

/** The times that waits add up to, none after the last time that there may be; `position` as in `Lines`. */
export function timesOf(waited: Float64Array, position: Int32Array, { grid, points, low, high }: Lattice): Float64Array {
  const most = grid ? points - 1 : high - low
  let now = 0
  return waited.map((wait, row) => {
    if (position[row] === 0) now = 0
    if (Number.isNaN(wait)) return Number.NaN
    now = Math.min(most, now + wait)
    return grid ? (grid.origin + now * grid.step) / grid.scale : Math.min(high, low + now)
  })
}
