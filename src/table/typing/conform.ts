import { SchemaError } from '../../errors.js'
import { type CodeColumn, type Column, isNumberColumn, isNumberKind } from '../column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../schema.js'
import { Table } from '../table.js'

export interface ConformOptions {
  /** A level that the schema doesn't have: an error, a missing cell, or another level after the known ones. */
  readonly unseen?: 'error' | 'missing' | 'add'
}

/**
 * The table with exactly the schema's columns, in its order, with its kinds and its levels; other columns are left out. Keys and
 * texts keep their own levels. Throws a SchemaError where a column is absent, or holds numbers where the schema has levels.
 */
export function conform(table: Table, schema: Schema, { unseen = 'error' }: ConformOptions = {}): Table {
  return new Table(
    schema.columns.map((column) => conformColumn(table.column(column.name), column, unseen)),
    table.rows,
  )
}

function conformColumn(column: Column, schema: ColumnSchema, unseen: ConformOptions['unseen']): Column {
  if (isNumberColumn(column) !== isNumberKind(schema.kind)) {
    throw new SchemaError(column.name, `is ${schema.kind} in the schema (got a ${column.kind} column); decode the data with this schema`)
  }
  if (isNumberColumn(column) || schema.kind === 'id' || schema.kind === 'text') {
    return column.kind === schema.kind ? column : ({ ...column, kind: schema.kind } as Column)
  }
  return recoded(column, schema, unseen)
}

function recoded(column: CodeColumn, schema: ColumnSchema, unseen: ConformOptions['unseen']): CodeColumn {
  const kind = schema.kind as CodeColumn['kind']
  const known = levelsOf(schema)
  if (column.levels.length === known.length && column.levels.every((level, code) => level === known[code])) {
    return { ...column, kind, levels: known }
  }
  const levels = [...known]
  const codes = new Map(known.map((level, code) => [level, code]))
  const used = new Uint8Array(column.levels.length)
  for (const code of column.values) if (code >= 0) used[code] = 1
  const unknown = column.levels.filter((level, code) => used[code] === 1 && !codes.has(level))
  if (unknown.length > 0 && unseen === 'error') {
    const shown = unknown.slice(0, 5).map((level) => `'${level}'`)
    throw new SchemaError(column.name, `holds levels that the schema doesn't have (got ${shown.join(', ')}); add them to its "levels"`)
  }
  if (unseen === 'add') for (const level of unknown) codes.set(level, levels.push(level) - 1)
  const recode = Int32Array.from(column.levels, (level) => codes.get(level) ?? -1)
  return { name: column.name, kind, values: column.values.map((code) => (code < 0 ? -1 : (recode[code] as number))), levels }
}
