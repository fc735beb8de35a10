import { columnOf } from '../../../encode/column-of.js'
import type { Rng } from '../../../random/rng.js'
import type { Column } from '../../../table/column.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import type { TreesState, VisitOrder } from '../state.js'
import { partialRowsGiven } from './conditions/conditioned-rows.js'
import { PartialRows } from './partial-rows.js'

/** `count` rows; of several ways through the columns, row r goes the way r % ways. */
export function sampleTrees({ ways }: TreesState, schema: Schema, count: number, rng: Rng): Table {
  const parts = ways.map((way, i) => sampleInOrder(way, schema, Math.ceil(Math.max(0, count - i) / ways.length), rng.split(i)))
  if (parts.length === 1) return parts[0]
  const columns = schema.columns.map((column) => {
    const own = parts.map((part) => part.column(column.name))
    return interleave(own, column, count)
  })
  return new Table(columns, count)
}

function sampleInOrder({ steps, given }: VisitOrder, schema: Schema, count: number, rng: Rng): Table {
  const partial = given ? partialRowsGiven(steps, given, schema, count, rng) : PartialRows.begin(steps, schema, count, rng)
  for (let position = given?.allowed.length ?? 0; position < steps.length; position++) {
    partial.draw(steps[position], rng.split(position))
  }
  return partial.toTable()
}

function interleave(parts: readonly Column[], schema: ColumnSchema, count: number): Column {
  const values = parts[0]?.values instanceof Float64Array ? new Float64Array(count) : new Int32Array(count)
  for (let row = 0; row < count; row++) {
    values[row] = parts[row % parts.length].values[Math.floor(row / parts.length)]
  }
  return columnOf(schema, values)
}
