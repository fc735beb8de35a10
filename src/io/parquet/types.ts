import type { SchemaElement, SchemaTree } from 'hyparquet'
import { structName } from '../arrow/types.js'
import { clockText, hexText, pushDecimal, type TimeLosses, timeNumber } from '../typed/exact.js'
import type { TypedColumnBuilder } from '../typed/typed-column.js'

/** Physical value of a Parquet cell; texts come as codes into the tokens of their column. */
export type Physical = number | bigint | boolean | Uint8Array

/** What a Parquet column is, how it is to be read, and how one of its cells is put into a column. */
export interface ParquetType {
  /** Name for `Declared`. */
  readonly name: string
  readonly decimals?: number
  /** The element without the annotations that would have the reader round or convert its cells. */
  readonly element: SchemaElement
  readonly put: (column: TypedColumnBuilder, value: Physical, losses: TimeLosses) => void
}

const unitNames = { MILLIS: 'ms', MICROS: 'us', NANOS: 'us' } as const
const partsPerSecond = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const
type ParquetUnit = keyof typeof unitNames

/** The type of a column that is not nested. */
export function parquetType(full: SchemaElement): ParquetType {
  const { type, converted_type, logical_type, ...rest } = full
  const element: SchemaElement = { ...rest, ...(type ? { type } : {}) }
  const decimal = logical_type?.type === 'DECIMAL' || converted_type === 'DECIMAL'
  if (decimal) return decimalType(element)
  if (type === 'BOOLEAN') return { name: 'bool', element, put: (column, value) => column.pushToken(String(value)) }
  if (type === 'FLOAT' || type === 'DOUBLE') {
    return { name: type === 'FLOAT' ? 'float32' : 'float64', element, put: (column, value) => column.pushNumber(value as number) }
  }
  if (type === 'BYTE_ARRAY')
    return { name: 'utf8', element: { ...element, converted_type: 'UTF8' }, put: (column, value) => column.pushCode(value as number) }
  if (type === 'FIXED_LEN_BYTE_ARRAY') return fixedType(element, logical_type?.type)
  if (type === 'INT96')
    return { name: 'timestamp[us]', element, put: (column, value, losses) => column.pushNumber(timeNumber(value as bigint, true, losses)) }
  return timeType(full, element) ?? wholeType(full, element)
}

function decimalType(element: SchemaElement): ParquetType {
  const { type, precision = 38, scale = 0 } = element
  const unscaled = (value: Physical) => (value instanceof Uint8Array ? signedInteger(value) : BigInt(value as number))
  return {
    name: `decimal128(${precision}, ${scale})`,
    decimals: scale,
    // Byte arrays without annotation would be decoded as text; of fixed length they come as they are.
    element: type === 'BYTE_ARRAY' ? { ...element, logical_type: { type: 'UUID' } } : element,
    put: (column, value) => pushDecimal(column, unscaled(value), scale),
  }
}

/** A signed big-endian integer. */
function signedInteger(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return BigInt.asIntN(bytes.length * 8, value)
}

function fixedType(element: SchemaElement, logical: string | undefined): ParquetType {
  if (logical === 'FLOAT16') {
    return {
      name: 'float16',
      element: { ...element, logical_type: { type: 'FLOAT16' } },
      put: (column, value) => column.pushNumber(value as number),
    }
  }
  const text = (bytes: Uint8Array) =>
    logical === 'UUID' ? hexText(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : hexText(bytes)
  return { name: logical === 'UUID' ? 'utf8' : 'binary', element, put: (column, value) => column.pushToken(text(value as Uint8Array)) }
}

function timeType({ type, converted_type, logical_type }: SchemaElement, element: SchemaElement): ParquetType | undefined {
  if (logical_type?.type === 'DATE' || converted_type === 'DATE') {
    return { name: 'date32', element, put: (column, value) => column.pushNumber(value as number) }
  }
  const unit = unitOf(converted_type, logical_type)
  if (!unit) return undefined
  const nanoseconds = unit === 'NANOS'
  if (logical_type?.type === 'TIME' || converted_type?.startsWith('TIME_')) {
    const parts = partsPerSecond[nanoseconds ? 'MICROS' : unit]
    const name = type === 'INT32' ? 'time32[ms]' : 'time64[us]'
    return {
      name,
      element,
      put: (column, value) => column.pushToken(clockText(Math.floor(Number(value) / (nanoseconds ? 1000 : 1)), parts)),
    }
  }
  const zone = logical_type?.type === 'TIMESTAMP' && logical_type.isAdjustedToUTC ? ', UTC' : ''
  return {
    name: `timestamp[${unitNames[unit]}${zone}]`,
    element,
    put: (column, value, losses) => column.pushNumber(timeNumber(value as bigint, nanoseconds, losses)),
  }
}

function unitOf(converted: SchemaElement['converted_type'], logical: SchemaElement['logical_type']): ParquetUnit | undefined {
  if (logical?.type === 'TIME' || logical?.type === 'TIMESTAMP') return logical.unit
  if (converted === 'TIME_MILLIS' || converted === 'TIMESTAMP_MILLIS') return 'MILLIS'
  return converted === 'TIME_MICROS' || converted === 'TIMESTAMP_MICROS' ? 'MICROS' : undefined
}

function wholeType({ type, converted_type, logical_type }: SchemaElement, element: SchemaElement): ParquetType {
  const widest = type === 'INT64' ? 64 : 32
  const annotated = /^(U?)INT_(\d+)$/.exec(converted_type ?? '')
  const bits = logical_type?.type === 'INTEGER' ? logical_type.bitWidth : annotated ? Number(annotated[2]) : widest
  const signed = logical_type?.type === 'INTEGER' ? logical_type.isSigned : annotated?.[1] !== 'U'
  const name = `${signed ? '' : 'u'}int${bits}`
  if (widest === 32)
    return { name, element, put: (column, value) => column.pushNumber(signed ? (value as number) : (value as number) >>> 0) }
  return { name, element, put: (column, value) => column.pushWhole(signed ? (value as bigint) : BigInt.asUintN(64, value as bigint)) }
}

/** The name of the type of a field, whatever it holds. */
export function typeName({ element, children }: SchemaTree): string {
  const [only] = children
  if (!only) return element.repetition_type === 'REPEATED' ? `list<${parquetType(element).name}>` : parquetType(element).name
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST'
  // A list of old has its items where newer ones have a group of their own around them.
  if (isList) return `list<${only.children.length === 1 ? typeName(only.children[0] as SchemaTree) : itemName(only)}>`
  if (/^MAP/.test(element.converted_type ?? '') || element.logical_type?.type === 'MAP')
    return `map<${only.children.map(typeName).join(', ')}>`
  const object = itemName({ element, children } as SchemaTree)
  return element.repetition_type === 'REPEATED' ? `list<${object}>` : object
}

function itemName({ element, children }: SchemaTree): string {
  if (children.length === 0) return parquetType(element).name
  return structName(
    children.map((child) => child.element.name),
    children.map(typeName),
  )
}
