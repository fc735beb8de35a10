import { type Column, isNumberColumn } from '../../table/column.js'
import { isJson } from '../../table/meaning/tests.js'
import { type Place, placesOf } from '../../table/places.js'
import { holdsJson } from '../../table/raw.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'
import { mixedType } from '../../table/typing/mixed.js'
import { encodeText } from '../text/encode.js'
import type { TextFormat } from '../text/writer.js'
import { rounderTo } from '../typed/cell-values.js'
import { storageOf, truthOf } from '../typed/storage.js'

const utf8 = (text: string): Uint8Array => encodeText(text, 'utf-8')
const nothing = (): Uint8Array => new Uint8Array()

/** An array of objects. */
export const jsonText: TextFormat = {
  block: (table, schema, first) => utf8((first ? '[\n' : ',\n') + jsonRows(table, schema, ',\n')),
  empty: nothing,
  end: (isEmpty) => utf8(isEmpty ? '[]\n' : '\n]\n'),
}

/** An object a line. */
export const ndjsonText: TextFormat = {
  block: (table, schema) => utf8(`${jsonRows(table, schema, '\n')}\n`),
  empty: nothing,
  end: nothing,
}

/** The rows of a table as JSON objects with `separator` between them. */
export function jsonRows(table: Table, schema: Schema, separator: string): string {
  if (table.columns.length === 0) return Array<string>(table.rows).fill('{}').join(separator)
  const row = objectWriter(placesOf(table.names, schema), (name) => {
    const column = table.column(name)
    return { values: column.values, write: jsonCell(schemaColumn(schema, name), column) }
  })
  let text = ''
  for (let i = 0; i < table.rows; i++) text += (i > 0 ? separator : '') + row(i)
  return text
}

interface CellWriter {
  readonly values: Float64Array | Int32Array
  readonly write: (value: number) => string
}

/** Writes the places of row i as an object. One of fields without a single value is null. */
function objectWriter(places: readonly Place[], cellsOf: (column: string) => CellWriter): (i: number) => string {
  const heads = places.map(({ name }, j) => `${j === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  const parts = places.map((place): ((i: number) => string) => {
    if ('fields' in place) {
      const inner = objectWriter(place.fields, cellsOf)
      const empty = emptyObject(place.fields)
      return (i) => {
        const text = inner(i)
        return text === empty ? 'null' : text
      }
    }
    const { values, write } = cellsOf(place.column)
    return (i) => write(values[i] as number)
  })
  return (i) => {
    let text = ''
    for (let j = 0; j < parts.length; j++) text += (heads[j] as string) + (parts[j] as (i: number) => string)(i)
    return `${text}}`
  }
}

/** An object all fields of which are null. */
function emptyObject(fields: readonly Place[]): string {
  return `{${fields.map(({ name }) => `${JSON.stringify(name)}:null`).join()}}`
}

/** Writes the cells of a column as JSON values: numbers and booleans as such, everything else as strings, missing cells as null. */
function jsonCell(schema: ColumnSchema, column: Column): (value: number) => string {
  // A word for a missing value stands as it stood beside numbers.
  const missing = schema.storage === 'mixed' && schema.missing[0] ? JSON.stringify(schema.missing[0]) : 'null'
  if (!isNumberColumn(column)) {
    const literal = levelLiteral(schema, column.levels)
    const cells = column.levels.map(literal)
    return (code) => (code < 0 ? missing : (cells[code] as string))
  }
  const write = formatterOf(schema, column)
  const storage = storageOf(schema)
  if (schema.kind === 'datetime' || storage.type === 'text') {
    const bare = schema.kind === 'datetime' && storage.type === 'int'
    return (value) => (Number.isNaN(value) ? 'null' : bare ? write(value) : JSON.stringify(write(value)))
  }
  const round = schema.kind === 'numeric' && schema.decimals !== null ? rounderTo(schema.decimals) : (number: number) => number
  return (value) => (Number.isFinite(value) ? String(round(value)) : Number.isNaN(value) ? missing : 'null')
}

/** How a level is written: true and false as booleans, levels of a column of numbers as numbers. */
function levelLiteral(schema: ColumnSchema, levels: readonly string[]): (level: string) => string {
  const storage = storageOf(schema)
  if (holdsJson(schema.storage)) return (level) => (isJson(level) ? level : JSON.stringify(level))
  if (schema.storage === 'mixed') return (level) => (mixedType(level) === 'text' ? JSON.stringify(level) : level)
  if (schema.kind === 'boolean' && storage.type !== 'text') {
    if (storage.type === 'bool' && schema.storage === 'bool') return (level) => String(truthOf(level, schema.levels))
    if (levels.every((level) => level === 'true' || level === 'false')) return (level) => level
  }
  const numbers =
    storage.type === 'int' || storage.type === 'float' || (schema.kind === 'boolean' && levels.every((level) => /^[01]$/.test(level)))
  return numbers ? (level) => (storage.type === 'float' ? String(Number(level)) : level) : (level) => JSON.stringify(level)
}
