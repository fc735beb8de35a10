import { type Column, isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { formatterOf } from '../../table/typing/format.js'
import { clockCount, unscaledDecimal } from './exact.js'
import { nestedCell } from './nested-storage.js'
import { type Storage, truthOf } from './storage.js'

const microsecondsPer = { day: 864e8, s: 1e6, ms: 1e3, us: 1 }

/** What one cell of a typed file holds; null is a missing cell. Whole numbers of 64 bits and decimals (unscaled) are bigints. */
export type TypedCell =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | null
  | readonly TypedCell[]
  | ReadonlyMap<string, TypedCell>
  | { readonly [name: string]: TypedCell }

/** Gives the cells of a column, from its number or code, as their storage holds them. */
export function cellValues(schema: ColumnSchema, column: Column, storage: Storage): (value: number) => TypedCell {
  if (isNumberColumn(column)) {
    const give = numberValues(schema, column, storage)
    return (value) => (Number.isNaN(value) ? null : give(value))
  }
  const values = column.levels.map((level) => levelValue(level, schema, storage))
  return (code) => (code < 0 ? null : (values[code] as TypedCell))
}

function levelValue(level: string, schema: ColumnSchema, storage: Storage): TypedCell {
  if (storage.type === 'bool') return truthOf(level, schema.kind === 'boolean' ? schema.levels : [])
  if (storage.type === 'int') return storage.bits === 64 ? BigInt(level) : Number(level)
  if (storage.type === 'decimal') return unscaledDecimal(level, storage.scale)
  if (storage.type === 'binary') return bytesOf(level)
  if (storage.type === 'time') {
    const count = clockCount(level, 1e6 / microsecondsPer[storage.unit])
    return count !== null && storage.unit === 'us' ? BigInt(count) : count
  }
  if (storage.type === 'list' || storage.type === 'map' || storage.type === 'struct') return nestedCell(level, storage)
  return storage.type === 'float' ? Number(level) : level
}

/** The bytes that a text of hexadecimal digits stands for; those of any other text are its UTF-8. */
function bytesOf(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(text)) return new TextEncoder().encode(text)
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function numberValues(schema: ColumnSchema, column: Column, storage: Storage): (value: number) => TypedCell {
  switch (storage.type) {
    case 'int':
      if (schema.kind === 'datetime' && schema.format !== 'epoch') {
        const write = formatterOf(schema, column)
        return (value) => BigInt(write(value))
      }
      return storage.bits === 64 ? (value) => BigInt(Math.round(value)) : Math.round
    case 'decimal': {
      const factor = Number(`1e${storage.scale}`)
      return (value) => BigInt(Math.round(value * factor))
    }
    case 'float':
      return schema.kind === 'numeric' && schema.decimals !== null ? rounderTo(schema.decimals) : (value) => value
    case 'duration': {
      const factor = schema.kind === 'datetime' ? microsecondsPer[schema.unit] / microsecondsPer[storage.unit] : 1
      return (value) => BigInt(Math.round(value * factor))
    }
    case 'date':
    case 'time':
    case 'timestamp':
      return timeValues(schema, storage)
    default:
      return formatterOf(schema, column)
  }
}

/** Times as counts: days of a date, units of a time of day (of 64 bits where they are microseconds) or of a timestamp. */
function timeValues(schema: ColumnSchema, storage: Storage): (value: number) => TypedCell {
  const from = microsecondsPer[schema.kind === 'datetime' ? schema.unit : 'us']
  if (storage.type === 'date') return (value) => Math.floor((value * from) / microsecondsPer.day)
  const to = microsecondsPer[(storage as Extract<Storage, { type: 'timestamp' | 'time' }>).unit]
  if (storage.type === 'time') {
    const count = (value: number): number => Math.floor(((((value * from) % 864e8) + 864e8) % 864e8) / to)
    return storage.unit === 'us' ? (value) => BigInt(count(value)) : count
  }
  if (from >= to) return (value) => BigInt(Math.round(value)) * BigInt(from / to)
  return (value) => BigInt(Math.floor((value * from) / to))
}

/** Rounds to so many decimals: to the very double that the decimal number is read as, since both parts of the quotient are exact. */
export function rounderTo(decimals: number): (value: number) => number {
  const factor = Number(`1e${decimals}`)
  return (value) => {
    const scaled = Math.round(value * factor)
    return Number.isSafeInteger(scaled) ? scaled / factor : value
  }
}
