import { type Column, isNumberColumn } from '../table/column.js'
import { formatterOf } from '../table/format.js'
import { plainNumberDecimals } from '../table/raw.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { rounderTo } from './cell-values.js'
import { storageOf, truthOf } from './storage.js'

/** The rows of a table as JSON objects with `separator` between them. */
export function jsonRows(table: Table, schema: Schema, separator: string): string {
  const writers = table.columns.map((column) => jsonCell(schemaColumn(schema, column.name), column))
  const names = table.columns.map(({ name }, j) => `${j === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  const values = table.columns.map((column) => column.values)
  let text = ''
  for (let i = 0; i < table.rows; i++) {
    if (i > 0) text += separator
    for (let j = 0; j < writers.length; j++) {
      text += (names[j] as string) + (writers[j] as (value: number) => string)((values[j] as Float64Array)[i] as number)
    }
    text += writers.length === 0 ? '{}' : '}'
  }
  return text
}

/** Writes the cells of a column as JSON values: numbers and booleans as such, everything else as strings, missing cells as null. */
function jsonCell(schema: ColumnSchema, column: Column): (value: number) => string {
  if (!isNumberColumn(column)) {
    const literal = levelLiteral(schema, column.levels)
    const cells = column.levels.map(literal)
    return (code) => (code < 0 ? 'null' : (cells[code] as string))
  }
  const write = formatterOf(schema, column)
  const storage = storageOf(schema)
  if (schema.kind === 'datetime' || storage.type === 'text') {
    const bare = schema.kind === 'datetime' && storage.type === 'int'
    return (value) => (Number.isNaN(value) ? 'null' : bare ? write(value) : JSON.stringify(write(value)))
  }
  const round = schema.kind === 'numeric' && schema.decimals !== null ? rounderTo(schema.decimals) : (number: number) => number
  return (value) => (Number.isFinite(value) ? String(round(value)) : 'null')
}

/** How a level is written: true and false as booleans, levels of a column of numbers as numbers. */
function levelLiteral(schema: ColumnSchema, levels: readonly string[]): (level: string) => string {
  const storage = storageOf(schema)
  if (schema.storage === 'mixed') return (level) => (plainNumberDecimals(level) >= 0 ? level : JSON.stringify(level))
  if (schema.kind === 'boolean' && storage.type !== 'text') {
    if (storage.type === 'bool' && schema.storage === 'bool') return (level) => String(truthOf(level, schema.levels))
    if (levels.every((level) => level === 'true' || level === 'false')) return (level) => level
  }
  const numbers =
    storage.type === 'int' || storage.type === 'float' || (schema.kind === 'boolean' && levels.every((level) => /^[01]$/.test(level)))
  return numbers ? (level) => (storage.type === 'float' ? String(Number(level)) : level) : (level) => JSON.stringify(level)
}
