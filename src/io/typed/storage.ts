import { isNumberKind } from '../../table/column.js'
import type { ColumnSchema, DatetimeSchema } from '../../table/schema.js'
import { isDuration } from '../../table/times/durations.js'
import { clockCount, unscaledDecimal } from './exact.js'
import { type NestedStorage, parseNested } from './nested-storage.js'

type Unit = 's' | 'ms' | 'us'

/** How the cells of a column are held in a typed file. */
export type Storage =
  | { readonly type: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly type: 'float'; readonly bits: 32 | 64 }
  | { readonly type: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly type: 'bool' | 'text' | 'date' | 'binary' }
  | { readonly type: 'time'; readonly unit: Unit }
  | { readonly type: 'dictionary'; readonly levels: readonly string[]; readonly ordered: boolean }
  | { readonly type: 'timestamp'; readonly unit: Unit; readonly timezone: string | null }
  | { readonly type: 'duration'; readonly unit: Unit }
  | NestedStorage

const text: Storage = { type: 'text' }
const double: Storage = { type: 'float', bits: 64 }
const long: Storage = { type: 'int', bits: 64, signed: true }

/** The storage that a type's name stands for, in Arrow's spelling or that of its Python library; undefined for other names. */
export function parseStorage(name: string): Storage | undefined {
  const int = /^(u?)int(8|16|32|64)$/.exec(name)
  if (int) return { type: 'int', bits: Number(int[2]) as 8, signed: int[1] === '' }
  if (/^(float16|float32|float|halffloat)$/.test(name)) return { type: 'float', bits: 32 }
  if (/^(float64|double)$/.test(name)) return double
  if (/^(large_)?(utf8|string)(_view)?$/.test(name)) return text
  if (/^date(32|64)/.test(name)) return { type: 'date' }
  if (/^(large_)?binary(_view)?$|^fixed_size_binary/.test(name)) return { type: 'binary' }
  const clock = /^time(?:32|64)?(?:\[(s|ms|us|ns)\])?$/.exec(name)
  if (clock) return { type: 'time', unit: clock[1] === 's' || clock[1] === 'ms' ? clock[1] : 'us' }
  const nested = parseNested(name)
  if (nested) return nested
  if (name === 'bool') return { type: 'bool' }
  const decimal = /^decimal\d*\((\d+), ?(\d+)\)$/.exec(name)
  if (decimal) return { type: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  const timed = /^(timestamp|duration)\[(s|ms|us)(?:, ?(?:tz=)?(.+))?\]$/.exec(name)
  if (timed?.[1] === 'duration') return { type: 'duration', unit: timed[2] as Unit }
  return timed ? { type: 'timestamp', unit: timed[2] as Unit, timezone: timed[3] ?? null } : undefined
}

/** How a column is held in a typed file: as it was where that can hold what the schema allows, else as its kind asks for. */
export function storageOf(column: ColumnSchema): Storage {
  const kept = column.storage === undefined ? undefined : parseStorage(column.storage)
  if (kept?.type === 'text') return text
  if (isNested(kept) && !isNumberKind(column.kind)) return kept
  if (kept?.type === 'binary' && !isNumberKind(column.kind)) return kept
  switch (column.kind) {
    case 'numeric':
      if (kept?.type === 'decimal' && (column.decimals ?? kept.scale) <= kept.scale && fitsDecimal(column, kept)) return kept
      return kept?.type === 'float' ? kept : double
    case 'integer':
      if (kept?.type === 'float' || kept?.type === 'duration') return kept
      if (kept?.type === 'decimal' && fitsDecimal(column, kept)) return kept
      if (kept?.type === 'int' && fitsBounds(kept, column.min, column.max) && !isBeyondLong(column)) return kept
      return isBeyondLong(column) ? double : long
    case 'boolean':
    case 'categorical':
    case 'ordinal':
      return storageOfLevels(column, kept)
    case 'datetime':
      return storageOfTimes(column, kept)
    case 'id':
      return kept?.type === 'int' && /^((\{[nd]:[\d+]+\})+|\{i:-?\d+--?\d+\})$/.test(column.pattern) ? { ...kept, bits: 64 } : text
    case 'text':
      return text
  }
}

function isNested(storage: Storage | undefined): storage is NestedStorage {
  return storage?.type === 'list' || storage?.type === 'map' || storage?.type === 'struct'
}

type Int = Extract<Storage, { type: 'int' }>

function fitsBounds({ bits, signed }: Int, min: number | null, max: number | null): boolean {
  const least = signed ? -(2 ** (bits - 1)) : 0
  const most = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
  if (bits === 64 && signed) return true
  return min !== null && max !== null && min >= least && max <= most
}

/** Whether some values are whole numbers that 64 bits don't hold. */
function isBeyondLong({ min, max }: { readonly min: number | null; readonly max: number | null }): boolean {
  return (min !== null && min < -(2 ** 63)) || (max !== null && max >= 2 ** 63)
}

function fitsDecimal(
  { min, max }: { min: number | null; max: number | null },
  { precision, scale }: { precision: number; scale: number },
): boolean {
  const most = Number(`1e${precision - scale}`)
  return min !== null && max !== null && min > -most && max < most
}

function fitsWhole(level: string, { bits, signed }: Int): boolean {
  if (!/^(0|-?[1-9]\d*)$/.test(level)) return false
  const value = BigInt(level)
  return (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value
}

type Levelled = Extract<ColumnSchema, { kind: 'boolean' | 'categorical' | 'ordinal' }>

function storageOfLevels({ kind, levels }: Levelled, kept: Storage | undefined): Storage {
  const numbers = levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)))
  if (kept?.type === 'int' && levels.every((level) => fitsWhole(level, kept))) return kept
  if (kept?.type === 'decimal' && levels.every((level) => unscaledDecimal(level, kept.scale) !== null)) return kept
  if (kept?.type === 'float' && numbers.every(Number.isFinite)) return kept
  if (kept?.type === 'time' && levels.every((level) => clockCount(level, 1e6) !== null)) return kept
  if (kind === 'boolean' && (levels.length === 2 || kept?.type === 'bool') && kept?.type !== 'dictionary') return { type: 'bool' }
  return { type: 'dictionary', levels, ordered: kind === 'ordinal' }
}

const fineness: readonly string[] = ['day', 's', 'ms', 'us']

function storageOfTimes({ format, unit }: DatetimeSchema, kept: Storage | undefined): Storage {
  if (kept?.type === 'date' && unit === 'day') return kept
  if (kept?.type === 'time') return fineness.indexOf(kept.unit) >= fineness.indexOf(unit) ? kept : { ...kept, unit: unit as Unit }
  if (kept?.type === 'timestamp') return fineness.indexOf(kept.unit) >= fineness.indexOf(unit) ? kept : { ...kept, unit: unit as Unit }
  if (kept?.type === 'int' && /^(%[YymdHMSj])+$/.test(format)) return { ...kept, bits: 64 }
  if (isDuration(format)) return { type: 'duration', unit: unit === 'day' ? 's' : unit }
  if (format === 'epoch') return kept?.type === 'int' && kept.bits === 64 ? kept : long
  if (!/%[-^_*]?[YyGjdemsbBcxDFQ]/.test(format)) return { type: 'time', unit: 'us' }
  return unit === 'day' ? { type: 'date' } : { type: 'timestamp', unit, timezone: /%:?[Zz]|Z$/.test(format) ? 'UTC' : null }
}

/** Whether a level of a boolean column is its true one. */
export function truthOf(level: string, levels: readonly string[]): boolean {
  return levels.length === 2 ? level === levels[1] : /^(true|t|yes|y|1)$/i.test(level)
}
