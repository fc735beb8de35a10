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

const numberStorage = /^(u?int|float|double|decimal)/

function cellReader(column: Column, schema: ColumnSchema): (value: number) => unknown {
  const text = formatterOf(schema, column)
  if (!isNumberColumn(column)) {
    if (schema.kind === 'boolean' && !isTextual(schema) && schema.levels.join().toLowerCase() === 'false,true') return (code) => code === 1
    if (schema.storage === 'mixed') return (code) => (plainNumberDecimals(text(code)) >= 0 ? Number(text(code)) : text(code))
    if (!numberStorage.test(schema.storage ?? '')) return text
    return (code) => {
      const number = Number(text(code))
      return Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? text(code) : number
    }
  }
  if (schema.kind !== 'datetime') return isTextual(schema) ? text : (value) => value
  if (numberStorage.test(schema.storage ?? '')) return (value) => Number(text(value))
  if (!/^(timestamp|date)/.test(schema.storage ?? '')) return text
  const milliseconds = microsecondsPer[schema.unit] / 1000
  return (value) => new Date(value * milliseconds)
}

/** What a typed table held as text goes back as text. */
function isTextual({ storage }: ColumnSchema): boolean {
  return storage === 'utf8'
}
