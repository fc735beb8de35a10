import type { Schema } from '../../../table/schema.js'
import { sequenceKeyOf } from '../../../table/sequence-keys.js'
import { Table } from '../../../table/table.js'
import { arrange } from '../fit/arrange.js'

/** The first rows of each sequence, `most` at most, in their order and sequence after sequence. The key numbers the sequences. */
export function firstRows(table: Table, schema: Schema, most: number): Table {
  const { table: sorted, sequence, position } = arrange(table, schema)
  const key = sequenceKeyOf(schema)?.name as string
  const numbers = { name: key, kind: 'integer', values: Float64Array.from(sequence) } as const
  const whole = new Table([...sorted.columns, numbers], table.rows).select(table.names)
  return whole.take([...position.keys()].filter((row) => (position[row] as number) < most))
}
