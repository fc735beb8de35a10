import { type Column, isMissing, isNumberColumn } from './column.js'
import { microsecondsPer } from './datetime.js'
import { formatterOf } from './format.js'
import { mergedSchema, mergedTable } from './forms/merge.js'
import { finishRawTable, plainNumberDecimals, RawColumnBuilder, type RawTable } from './raw.js'
import { type ColumnSchema, type Schema, schemaColumn } from './schema.js'
import type { Table } from './table.js'

type Row = Readonly<Record<string, unknown>>

/**
 * The raw table of an array of objects: columns in order of first appearance; numbers, strings, booleans, bigints and Dates as
 * such, nested values as JSON text; null, undefined, NaN and absent keys are missing.
 */
export function rawFromRows(rows: readonly object[]): RawTable {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  const builders = [...names].map((name) => columnFromRows(name, rows as readonly Row[]))
  const table = finishRawTable(builders)
  return { ...table, rows: rows.length }
}

type CellType = 'float64' | 'int64' | 'bool' | 'timestamp[ms, UTC]' | 'utf8'

function columnFromRows(name: string, rows: readonly Row[]): RawColumnBuilder {
  const types = new Set<CellType>()
  for (const row of rows) {
    const type = cellType(row[name])
    if (type) types.add(type)
  }
  const [type] = types
  const declared = types.size === 1 && type ? { type } : types.size > 1 ? { type: 'utf8' } : undefined
  const builder = new RawColumnBuilder(name, declared)
  for (const row of rows) pushCell(builder, row[name], types.size > 1)
  return builder
}

function cellType(value: unknown): CellType | undefined {
  if (value === null || value === undefined || Number.isNaN(value)) return undefined
  if (typeof value === 'number') return 'float64'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : 'timestamp[ms, UTC]'
  return 'utf8'
}

/** In a column of several types, every value is the text that it prints as. */
function pushCell(builder: RawColumnBuilder, value: unknown, asText: boolean): void {
  const type = cellType(value)
  if (type === undefined) builder.pushNull()
  else if (type === 'utf8') builder.pushToken(typeof value === 'object' ? JSON.stringify(value) : String(value))
  else if (type === 'bool') builder.pushToken(String(value))
  else if (value instanceof Date) asText ? builder.pushToken(value.toISOString()) : builder.pushNumber(value.getTime())
  else if (asText) builder.pushToken(String(value))
  else if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) builder.pushToken(String(value))
  else builder.pushNumber(Number(value))
}

/**
 * The rows as objects. Numbers are numbers, yes and no are booleans where their levels are true and false, times are Dates where
 * the data had such, levels that were numbers are numbers; everything else is text as it would be written; missing is null.
 */
export function toRows(given: Table, whole: Schema): Record<string, unknown>[] {
  const [table, schema] = [mergedTable(given, whole, true), mergedSchema(whole, true)]
  const rows = Array.from({ length: table.rows }, (): Record<string, unknown> => ({}))
  for (const column of table.columns) {
    const read = cellReader(column, schemaColumn(schema, column.name))
    for (let i = 0; i < table.rows; i++) {
      const value = isMissing(column, i) ? null : read(column.values[i] as number)
      // A plain assignment to __proto__ would set the prototype.
      if (column.name === '__proto__')
        Object.defineProperty(rows[i], column.name, { value, enumerable: true, configurable: true, writable: true })
      else (rows[i] as Record<string, unknown>)[column.name] = value
    }
  }
  return rows
}

/** What the cells of a column are in row objects: `number or text` where only some of them are numbers that a double holds. */
export type RowCellType = 'number' | 'boolean' | 'date' | 'text' | 'number or text'

const numberStorage = /^(u?int|float|double|decimal)/

export function rowCellType(schema: ColumnSchema): RowCellType {
  const { kind, storage = '' } = schema
  const isText = storage === 'utf8'
  if (kind === 'datetime') return numberStorage.test(storage) ? 'number' : /^(timestamp|date)/.test(storage) ? 'date' : 'text'
  if (kind === 'numeric' || kind === 'integer') return isText ? 'text' : 'number'
  if (kind === 'boolean' && !isText && schema.levels.join().toLowerCase() === 'false,true') return 'boolean'
  if (storage === 'mixed') return 'number or text'
  if (!numberStorage.test(storage)) return 'text'
  if (kind === 'id') return /64|decimal/.test(storage) && storage !== 'float64' ? 'number or text' : 'number'
  return schema.levels.every((level) => typeof numberIn(level) === 'number') && kind !== 'text' ? 'number' : 'number or text'
}

function cellReader(column: Column, schema: ColumnSchema): (value: number) => unknown {
  const text = formatterOf(schema, column)
  const type = rowCellType(schema)
  if (type === 'text') return text
  if (type === 'boolean') return (code) => code === 1
  if (schema.kind === 'datetime') {
    const milliseconds = microsecondsPer[schema.unit] / 1000
    return type === 'date' ? (value) => new Date(value * milliseconds) : (value) => Number(text(value))
  }
  if (isNumberColumn(column)) return (value) => value
  if (schema.storage === 'mixed') return (code) => (plainNumberDecimals(text(code)) >= 0 ? Number(text(code)) : text(code))
  return (code) => numberIn(text(code))
}

/** The number that a text is; the text where it is none, or one whose digits a double doesn't hold. */
function numberIn(text: string): number | string {
  const number = Number(text)
  return Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? text : number
}
