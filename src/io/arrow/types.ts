import type { DataType, Type } from 'apache-arrow'
import { parseStorage } from '../typed/storage.js'

/** Arrow's type numbers, so that a table can be read without loading the library that made it. */
export const typeIds: {
  readonly null: Type.Null
  readonly int: Type.Int
  readonly float: Type.Float
  readonly utf8: Type.Utf8
  readonly bool: Type.Bool
  readonly decimal: Type.Decimal
  readonly date: Type.Date
  readonly time: Type.Time
  readonly timestamp: Type.Timestamp
  readonly duration: Type.Duration
  readonly binary: Type.Binary
  readonly fixedBinary: Type.FixedSizeBinary
  readonly largeBinary: Type.LargeBinary
  readonly binaryView: Type.BinaryView
  readonly largeUtf8: Type.LargeUtf8
  readonly utf8View: Type.Utf8View
  readonly list: Type.List
  readonly struct: Type.Struct
  readonly fixedSizeList: Type.FixedSizeList
  readonly map: Type.Map
  readonly largeList: Type.LargeList
  readonly dictionary: Type.Dictionary
} = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  list: 12,
  struct: 13,
  fixedBinary: 15,
  fixedSizeList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  binaryView: 23,
  utf8View: 24,
  dictionary: -1,
}

/** The fields of Arrow's types that say what they are; each type has some of them. */
export interface TypeParts {
  readonly typeId: number
  readonly bitWidth: number
  readonly isSigned: boolean
  readonly precision: number
  readonly scale: number
  readonly unit: number
  readonly timezone?: string | null
  readonly isOrdered: boolean
  readonly dictionary: DataType
  /** The fields of a struct, the item of a list, the entries of a map. */
  readonly children: readonly { readonly name: string; readonly type: DataType }[] | null
}

/** Parts of a second that Arrow's four time units count. */
export const perSecond = [1, 1e3, 1e6, 1e9] as const
const unitNames = ['s', 'ms', 'us', 'us'] as const
export const nanoseconds = 3

function unitName(unit: number): 's' | 'ms' | 'us' {
  return unitNames[unit] ?? 'us'
}

/** The name under which `Declared` knows a type. Nanoseconds are read as microseconds; nested values are JSON texts. */
export function declaredName(type: TypeParts): string {
  switch (type.typeId) {
    case typeIds.null:
      return 'null'
    case typeIds.int:
      return `${type.isSigned ? '' : 'u'}int${type.bitWidth}`
    case typeIds.float:
      return `float${[16, 32, 64][type.precision]}`
    case typeIds.bool:
      return 'bool'
    case typeIds.decimal:
      return `decimal${type.bitWidth}(${type.precision}, ${type.scale})`
    case typeIds.date:
      return 'date32'
    case typeIds.time:
      return type.unit < 2 ? `time32[${unitName(type.unit)}]` : 'time64[us]'
    case typeIds.timestamp:
      return `timestamp[${unitName(type.unit)}${type.timezone ? `, ${type.timezone}` : ''}]`
    case typeIds.duration:
      return `duration[${unitName(type.unit)}]`
    case typeIds.dictionary:
      return 'dictionary'
    case typeIds.binary:
    case typeIds.fixedBinary:
    case typeIds.largeBinary:
    case typeIds.binaryView:
      return 'binary'
    case typeIds.list:
    case typeIds.largeList:
    case typeIds.fixedSizeList:
      return `list<${childNames(type)[0]}>`
    case typeIds.map: {
      const entries = type.children?.[0]?.type as unknown as TypeParts
      return `map<${childNames(entries).join(', ')}>`
    }
    case typeIds.struct:
      return structName(type.children?.map(({ name }) => name) ?? [], childNames(type))
    default:
      return 'utf8'
  }
}

function childNames({ children }: TypeParts): string[] {
  return children?.map(({ type }) => declaredName(type as unknown as TypeParts)) ?? []
}

/** The name of a type of objects with these fields. */
export function structName(names: readonly string[], types: readonly string[]): string {
  return `struct<${names.map((name, j) => `${JSON.stringify(name)}: ${types[j]}`).join(', ')}>`
}

/** The name for cells that are JSON texts: that of their type where a file can be written with it, else `json`. */
export function nestedName(name: string): string {
  return parseStorage(name) ? name : 'json'
}

export function jsonNote(column: string, type: string): string {
  return `column '${column}': cells of the type ${type} are read as JSON texts, and written so`
}
