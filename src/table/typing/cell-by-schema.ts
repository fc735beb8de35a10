import { isNumberKind, type NumberColumn } from '../column.js'
import { plainNumberDecimals } from '../raw.js'
import { type ColumnSchema, type DatetimeSchema, levelsOf } from '../schema.js'
import { datetimeCodec, microsecondsPer } from '../times/datetime.js'
import { numberParser, plainStyle } from './number-format.js'

/** A cell as a program or a typed file holds it; nested values are read as their JSON text. */
export type CellValue = string | number | bigint | boolean | Date | object | null | undefined

/**
 * Reads the cells of one column by its schema alone: what a cell becomes depends on that cell and on public knowledge, on no other cell.
 * Numbers and times come back as such, levels as codes; whatever the schema has no place for is a gap: NaN, or -1.
 */
export interface CellBySchema {
  readonly gap: number
  text(text: string): number
  number(value: number): number
  truth(value: boolean): number
  /** A time as a count of units since 1970-01-01, whatever the schema counts in. */
  time(count: number, unit: DatetimeSchema['unit']): number
}

/** Longer texts are no number and no time. */
const longestNumber = 1000

/** The reader of a column. One of own levels (keys, texts, levels left open) numbers its texts as they come up, and adds them to `levels`. */
export function cellBySchema(schema: ColumnSchema, levels: string[]): CellBySchema {
  if (!isNumberKind(schema.kind)) return levelReader(schema, levels)
  return numberReader(schema as Extract<ColumnSchema, { kind: NumberColumn['kind'] }>)
}

/** Whether a column takes whatever levels come up: nobody knows them yet, or they are made anew and only told apart. */
function hasOwnLevels(schema: ColumnSchema): boolean {
  if (schema.kind === 'id' || (schema.kind === 'text' && schema.policy !== 'copy')) return true
  return !isNumberKind(schema.kind) && levelsOf(schema).length === 0
}

/** Reads any value, by what it is. */
export function readValue(cell: CellBySchema, value: CellValue): number {
  switch (typeof value) {
    case 'string':
      return cell.text(value)
    case 'number':
      return Number.isNaN(value) ? cell.gap : cell.number(value)
    case 'boolean':
      return cell.truth(value)
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? cell.number(Number(value)) : cell.text(String(value))
    case 'object':
      if (value === null) return cell.gap
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? cell.gap : cell.time(value.getTime(), 'ms')
      return nestedCell(cell, value)
    default:
      return cell.gap
  }
}

/** What can't be written as JSON, for instance because it holds itself, is a gap. */
function nestedCell(cell: CellBySchema, value: object): number {
  let text: string | undefined
  try {
    text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner))
  } catch {
    return cell.gap
  }
  return text === undefined ? cell.gap : cell.text(text)
}

/** The tokens that mean a gap, and the numbers that they are. */
export function missingTokens({ missing }: ColumnSchema): { readonly tokens: ReadonlySet<string>; readonly numbers: ReadonlySet<number> } {
  const tokens = new Set(missing)
  const numbers = new Set(missing.filter((token) => plainNumberDecimals(token) >= 0).map(Number))
  return { tokens, numbers }
}

function numberReader(schema: Extract<ColumnSchema, { kind: NumberColumn['kind'] }>): CellBySchema {
  const gap = Number.NaN
  const { tokens, numbers } = missingTokens(schema)
  const truth = () => gap
  const reading = (read: (text: string) => number) => (cell: string) => {
    const trimmed = cell.trim()
    return trimmed.length > longestNumber || tokens.has(trimmed) ? gap : read(trimmed)
  }
  if (schema.kind === 'datetime') {
    const { parse } = datetimeCodec(schema)
    const whole = (count: number): number => (Number.isInteger(count) ? count : gap)
    const text = reading((cell) => whole(parse(cell)))
    const time = (count: number, unit: DatetimeSchema['unit']) =>
      whole(Math.floor((count * microsecondsPer[unit]) / microsecondsPer[schema.unit]))
    return { gap, text, truth, time, number: (value) => (numbers.has(value) ? gap : text(String(value))) }
  }
  const isNumber = schema.kind === 'integer' ? Number.isInteger : Number.isFinite
  const number = (value: number): number => (isNumber(value) && !numbers.has(value) ? value : gap)
  const parse = numberParser(schema)
  return { gap, text: reading((cell) => number(parse(cell))), number, truth, time: number }
}

function levelReader(schema: ColumnSchema, levels: string[]): CellBySchema {
  const gap = -1
  const codes = new Map(levels.map((level, code) => [level, code]))
  const { tokens, numbers } = missingTokens(schema)
  const isOpen = hasOwnLevels(schema)
  const codeOf = (text: string): number | undefined => {
    const code = codes.get(text)
    if (code !== undefined || !isOpen) return code
    codes.set(text, levels.push(text) - 1)
    return levels.length - 1
  }
  const text = (cell: string): number => {
    if (tokens.has(cell)) return gap
    const exact = codes.get(cell)
    if (exact !== undefined) return exact
    const trimmed = cell.trim()
    return trimmed === '' || tokens.has(trimmed) ? gap : (codeOf(trimmed) ?? gap)
  }
  // A typed value has lost how it was written: its 1 is the level 1.0.
  const parse = numberParser(plainStyle)
  const byNumber = new Map(levels.map((level, code) => [parse(level), code]))
  const number = (value: number): number => {
    if (numbers.has(value)) return gap
    const written = text(String(value))
    return written === gap ? (byNumber.get(value) ?? gap) : written
  }
  const truth = (value: boolean): number => {
    const written = text(String(value))
    return written === gap && schema.kind === 'boolean' && levels.length === 2 ? Number(value) : written
  }
  const time = (count: number, unit: DatetimeSchema['unit']): number => {
    const date = new Date((count * microsecondsPer[unit]) / 1000)
    return Number.isNaN(date.getTime()) ? gap : text(date.toISOString())
  }
  return { gap, text, number, truth, time }
}
