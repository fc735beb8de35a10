import { type Column, isMissing, isNumberColumn } from './column.js'
import { mergedSchema, mergedTable } from './forms/merge.js'
import { finishRawTable, holdsJson, RawColumnBuilder, type RawTable } from './raw.js'
import { type ColumnSchema, type Schema, schemaColumn } from './schema.js'
import type { Table } from './table.js'
import { microsecondsPer } from './times/datetime.js'
import { formatterOf } from './typing/format.js'
import { mixedType } from './typing/mixed.js'

type Row = Readonly<Record<string, unknown>>

/**
 * The raw table of an array of objects: columns in order of first appearance; numbers, strings, booleans, bigints and Dates as
 * such, objects as a column for each of their fields, other nested values as JSON text; null, undefined, NaN and absent keys are missing.
 */
export function rawFromRows(rows: readonly object[]): RawTable {
  const builders = fieldsOf(rows as readonly Row[], []).map(({ path, cells }) => columnFromCells(path, cells))
  const table = finishRawTable(builders.map(({ builder }) => builder))
  const columns = table.columns.map((column, j) => {
    const { path } = builders[j] as { readonly path: readonly string[] }
    return path.length > 1 ? { ...column, path } : column
  })
  return { columns, rows: rows.length }
}

interface Field {
  readonly path: readonly string[]
  readonly cells: readonly unknown[]
}

/** Objects of more names are dictionaries rather than records. */
const mostFields = 100

/** The fields of these objects, and of the objects in them where a field holds nothing else. */
function fieldsOf(rows: readonly (Row | null)[], outer: readonly string[]): Field[] {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row ?? {})) names.add(name)
  return [...names].flatMap((name): Field[] => {
    const path = [...outer, name]
    const cells = rows.map((row) => (row && Object.hasOwn(row, name) ? row[name] : null))
    const present = cells.filter((cell) => cellType(cell) !== undefined)
    if (present.length === 0 || !present.every(isRecord)) return [{ path, cells }]
    const inner = new Set(present.flatMap((cell) => Object.keys(cell as object)))
    if (inner.size === 0 || inner.size > mostFields) return [{ path, cells }]
    return fieldsOf(
      cells.map((cell) => (isRecord(cell) ? cell : null)),
      path,
    )
  })
}

function isRecord(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

type CellType = 'float64' | 'int64' | 'bool' | 'timestamp[ms, UTC]' | 'utf8' | 'json'

function columnFromCells(
  path: readonly string[],
  cells: readonly unknown[],
): { readonly path: readonly string[]; readonly builder: RawColumnBuilder } {
  const types = new Set<CellType>()
  for (const cell of cells) {
    const type = cellType(cell)
    if (type) types.add(type)
  }
  const [type] = types
  const declared = types.size === 1 && type ? { type } : types.size > 1 ? { type: typeOfSeveral(types, cells) } : undefined
  const builder = new RawColumnBuilder(path.join('.'), declared)
  for (const cell of cells) pushCell(builder, cell, types.size > 1)
  return { path, builder }
}

/** The type of a column of several: `mixed` where each value can be told from its text, so that it goes out as what it came in. */
function typeOfSeveral(types: ReadonlySet<CellType>, cells: readonly unknown[]): string {
  if (types.has('timestamp[ms, UTC]')) return 'utf8'
  if (types.size === 2 && types.has('int64') && types.has('float64')) {
    return cells.every((cell) => typeof cell !== 'number' || Number.isInteger(cell)) ? 'int64' : 'float64'
  }
  return cells.every((cell) => typeof cell !== 'string' || mixedType(cell) === 'text') ? 'mixed' : 'utf8'
}

function cellType(value: unknown): CellType | undefined {
  if (value === null || value === undefined || Number.isNaN(value)) return undefined
  if (typeof value === 'number') return 'float64'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : 'timestamp[ms, UTC]'
  return typeof value === 'object' ? 'json' : 'utf8'
}

/** In a column of several types, every value is the text that it prints as. */
function pushCell(builder: RawColumnBuilder, value: unknown, asText: boolean): void {
  const type = cellType(value)
  if (type === undefined) builder.pushNull()
  else if (type === 'json') builder.pushToken(JSON.stringify(value))
  else if (type === 'utf8') builder.pushToken(String(value))
  else if (type === 'bool') builder.pushToken(String(value))
  else if (value instanceof Date) asText ? builder.pushToken(value.toISOString()) : builder.pushNumber(value.getTime())
  else if (asText) builder.pushToken(String(value))
  else if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) builder.pushToken(String(value))
  else builder.pushNumber(Number(value))
}

/**
 * The rows as objects, with objects in them as they came in. Numbers are numbers, yes and no are booleans where their levels are true and false, times are Dates where
 * the data had such, levels that were numbers are numbers; everything else is text as it would be written; missing is null.
 */
export function toRows(given: Table, whole: Schema): Record<string, unknown>[] {
  const [table, schema] = [mergedTable(given, whole, true), mergedSchema(whole, true)]
  const rows = Array.from({ length: table.rows }, (): Record<string, unknown> => ({}))
  const objects = new Set<string>()
  for (const column of table.columns) {
    const own = schemaColumn(schema, column.name)
    const read = cellReader(column, own)
    const path = own.path && !table.has(own.path[0] as string) ? own.path : [column.name]
    for (let depth = 1; depth < path.length; depth++) objects.add(JSON.stringify(path.slice(0, depth)))
    for (let i = 0; i < table.rows; i++) {
      const value = isMissing(column, i) ? null : read(column.values[i] as number)
      set(holderOf(rows[i] as Row, path), path.at(-1) as string, value)
    }
  }
  // The innermost objects first.
  const paths = [...objects].map((path) => JSON.parse(path) as string[]).sort((a, b) => b.length - a.length)
  for (const path of paths) for (const row of rows) withoutEmpty(row, path)
  return rows
}

/** The object that holds the last field of a path, made where it isn't there yet. */
function holderOf(row: Row, path: readonly string[]): Row {
  let holder = row
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(holder, name)) set(holder, name, {})
    holder = holder[name] as Row
  }
  return holder
}

/** An object that holds nothing else than missing values is null. */
function withoutEmpty(row: Row, path: readonly string[]): void {
  const holder = holderOf(row, path)
  const name = path.at(-1) as string
  if (Object.values(holder[name] as object).every((value) => value === null)) set(holder, name, null)
}

/** A plain assignment to __proto__ would set the prototype. */
function set(holder: Row, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
  else (holder as Record<string, unknown>)[name] = value
}

/** What the cells of a column are in row objects: `number or text` where only some of them are numbers that a double holds, `nested` where they are lists and objects, `any` where each has a type of its own. */
export type RowCellType = 'number' | 'boolean' | 'date' | 'text' | 'number or text' | 'nested' | 'any'

const numberStorage = /^(u?int|float|double|decimal)/

export function rowCellType(schema: ColumnSchema): RowCellType {
  const { kind, storage = '' } = schema
  const isText = storage === 'utf8'
  if (kind === 'datetime') return numberStorage.test(storage) ? 'number' : /^(timestamp|date)/.test(storage) ? 'date' : 'text'
  if (kind === 'numeric' || kind === 'integer') return isText ? 'text' : 'number'
  if (kind === 'boolean' && !isText && schema.levels.join().toLowerCase() === 'false,true') return 'boolean'
  if (holdsJson(storage)) return 'nested'
  if (storage === 'mixed') {
    const isNumberOrText = (level: string): boolean => ['number', 'text'].includes(mixedType(level))
    return 'levels' in schema && !schema.levels.every(isNumberOrText) ? 'any' : 'number or text'
  }
  if (!numberStorage.test(storage)) return 'text'
  if (kind === 'id') return /64|decimal/.test(storage) && storage !== 'float64' ? 'number or text' : 'number'
  return schema.levels.every((level) => typeof numberIn(level) === 'number') && kind !== 'text' ? 'number' : 'number or text'
}

function cellReader(column: Column, schema: ColumnSchema): (value: number) => unknown {
  const text = formatterOf(schema, column)
  const type = rowCellType(schema)
  if (type === 'text') return text
  if (type === 'boolean') return (code) => code === 1
  if (type === 'nested') return (code) => parsed(text(code))
  if (schema.kind === 'datetime') {
    const milliseconds = microsecondsPer[schema.unit] / 1000
    return type === 'date' ? (value) => new Date(value * milliseconds) : (value) => Number(text(value))
  }
  if (isNumberColumn(column)) return (value) => value
  return schema.storage === 'mixed' ? (code) => mixedValue(text(code)) : (code) => numberIn(text(code))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The value that a text is in a column of several types. */
function mixedValue(text: string): unknown {
  const type = mixedType(text)
  return type === 'text' ? text : type === 'number' ? numberIn(text) : parsed(text)
}

/** The number that a text is; the text where it is none, or one whose digits a double doesn't hold. */
function numberIn(text: string): number | string {
  const number = Number(text)
  return Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? text : number
}
