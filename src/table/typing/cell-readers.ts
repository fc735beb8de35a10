import { plainNumberDecimals, type RawColumn } from '../raw.js'
import type { ColumnSchema, DatetimeSchema, IntegerSchema, NumericSchema } from '../schema.js'
import { datetimeCodec, microsecondsPer } from '../times/datetime.js'
import { timestampType } from '../times/timestamp.js'
import { numberParser, plainStyle, readsPlainNumbers } from './number-format.js'

/** What a cell reads as that the schema has no place for; missing is NaN. */
export const contradiction = Number.POSITIVE_INFINITY

/** Reads the cells of one raw column as numbers, or as counts of the unit of time. */
export interface NumberReader {
  readonly token: (token: string) => number
  /** A cell that was read as a plain number; null where it is taken as it is. */
  readonly plain: ((value: number, decimals: number) => number) | null
}

export function numberReader(
  raw: RawColumn,
  schema: NumericSchema | IntegerSchema | DatetimeSchema,
  isMissing: (token: string) => boolean,
): NumberReader {
  const typed = raw.declared !== undefined
  const read = schema.kind === 'datetime' ? timeReader(raw, schema) : styledReader(schema)
  const sentinels = new Set(schema.missing.filter((token) => plainNumberDecimals(token) >= 0).map(Number))
  const token = (text: string): number => {
    if (isMissing(text)) return Number.NaN
    const value = read.token(text)
    return Number.isNaN(value) ? contradiction : value
  }
  if (!read.plain && sentinels.size === 0) return { token, plain: null }
  const plain = read.plain ?? ((value: number) => value)
  return {
    token,
    plain: (value, decimals) => {
      if (Number.isNaN(value) || sentinels.has(value) || !Number.isFinite(value)) return Number.NaN
      const result = plain(value, typed ? -1 : decimals)
      return Number.isNaN(result) ? contradiction : result
    },
  }
}

interface Reader {
  readonly token: (token: string) => number
  readonly plain?: (value: number, decimals: number) => number
}

function styledReader(schema: NumericSchema | IntegerSchema): Reader {
  const token = numberParser(schema)
  if (readsPlainNumbers(schema)) return { token }
  return { token, plain: (value, decimals) => (decimals < 0 ? value : token(value.toFixed(decimals))) }
}

function timeReader(raw: RawColumn, schema: DatetimeSchema): Reader {
  const { parse } = datetimeCodec(schema)
  const type = raw.declared && timestampType(raw.declared.type)
  if (type) {
    const factor = microsecondsPer[type.unit] / microsecondsPer[schema.unit]
    return { token: parse, plain: (value) => (factor < 1 ? Math.floor(value * factor) : value * factor) }
  }
  // A clock with seconds in a table of days, say, leaves a fraction, which the column can't hold.
  return { token: (text) => wholeOr(parse(text)), plain: (value) => wholeOr(parse(String(value))) }
}

function wholeOr(value: number): number {
  return Number.isInteger(value) ? value : Number.NaN
}

/** Finds the code of a token in the levels of a column; undefined where it is none of them. */
export function levelFinder(raw: RawColumn, schema: ColumnSchema, levels: readonly string[]): (token: string) => number | undefined {
  const codes = new Map(levels.map((level, code) => [level, code]))
  const type = raw.declared?.type
  if (schema.kind === 'boolean' && type === 'bool' && levels.length === 2) {
    return (token) => codes.get(token) ?? (token === 'false' ? 0 : token === 'true' ? 1 : undefined)
  }
  if (type === undefined || !raw.numbers) return (token) => codes.get(token)
  // A typed file has lost how a number was written: its 1 is the level 1.0.
  const parse = numberParser(plainStyle)
  const byValue = new Map(levels.map((level, code) => [parse(level), code]))
  return (token) => codes.get(token) ?? (plainNumberDecimals(token) >= 0 ? byValue.get(Number(token)) : undefined)
}
