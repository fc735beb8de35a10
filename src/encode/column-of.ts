import { type Column, isNumberKind } from '../table/column.js'
import { type ColumnSchema, levelsOf } from '../table/schema.js'

/** The column that the schema describes, with these values: numbers, or codes into its levels. */
export function columnOf(schema: ColumnSchema, values: Float64Array | Int32Array): Column {
  const { name, kind } = schema
  return (isNumberKind(kind) ? { name, kind, values } : { name, kind, values, levels: levelsOf(schema) }) as Column
}

/** A column without a single value. */
export function missingColumn(schema: ColumnSchema, rows: number): Column {
  return columnOf(schema, isNumberKind(schema.kind) ? new Float64Array(rows).fill(Number.NaN) : new Int32Array(rows).fill(-1))
}
