import { type Column, isNumberColumn } from '../column.js'
import type { ColumnSchema } from '../schema.js'
import { datetimeCodec } from '../times/datetime.js'
import { numberWriter } from './number-format.js'

/** Writes the cells of a column as text: the number, or the code into its levels; a missing cell is the column's own token. */
export function formatterOf(schema: ColumnSchema, column: Column): (value: number) => string {
  const missing = schema.missing[0] ?? ''
  if (!isNumberColumn(column)) {
    const { levels } = column
    return (code) => (code < 0 ? missing : (levels[code] as string))
  }
  const write = numberCellWriter(schema)
  return (value) => (Number.isNaN(value) ? missing : write(value))
}

function numberCellWriter(schema: ColumnSchema): (value: number) => string {
  if (schema.kind === 'numeric' || schema.kind === 'integer') return numberWriter(schema)
  if (schema.kind === 'datetime') return datetimeCodec(schema).write
  return String
}
