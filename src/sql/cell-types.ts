import { TypedColumnBuilder } from '../io/typed/typed-column.js'
import type { RawColumn } from '../table/raw.js'
import type { SqlDialect } from './dialects.js'
import type { EngineColumn } from './engine.js'

/** How the cells of a column are asked for, and what they are then. */
export interface CellType {
  /** Of what is asked for: whole and other numbers, texts, times as whole numbers. */
  readonly class: 'whole' | 'float' | 'text'
  /** Name for `Declared`. */
  readonly declared: string
  readonly expression: (column: string, dialect: SqlDialect) => string
}

const plain = (column: string): string => column
const asDouble = (column: string, { types }: SqlDialect): string => `cast(${column} as ${types.double})`
const asText = (column: string, { types }: SqlDialect): string => `cast(${column} as ${types.text})`
const whole = (declared: string): CellType => ({ class: 'whole', declared, expression: plain })

const named: readonly (readonly [RegExp, CellType | ((match: RegExpExecArray) => CellType)])[] = [
  [/^(tinyint|int1|byte)$/, whole('int8')],
  [/^(smallint|int2|short)$/, whole('int16')],
  [/^(integer|int|int4|serial)$/, whole('int32')],
  [/^(bigint|int8|int64|long|bigserial)$/, whole('int64')],
  [
    /^u(tinyint|smallint|integer|bigint)$/,
    ([, size]) => whole({ tinyint: 'uint8', smallint: 'uint16', integer: 'uint32' }[size] ?? 'uint64'),
  ],
  [/^(hugeint|uhugeint)$/, whole('int64')],
  [
    /^(float|real|float4|double|double precision|float8|float64)$/,
    ([name]) => ({ class: 'float', declared: /^(real|float4|float)$/.test(name) ? 'float32' : 'float64', expression: asDouble }),
  ],
  [/^(decimal|numeric|number|bignumeric)\b/, ([name]) => ({ class: 'float', declared: name, expression: asDouble })],
  [/^(bool|boolean)$/, { class: 'text', declared: 'bool', expression: (x) => `case when ${x} then 'true' when not ${x} then 'false' end` }],
  [/^date$/, { class: 'whole', declared: 'date32', expression: (x, { days }) => days(x) }],
  [
    /^(timestamp|datetime).*(with time zone|tz|_ltz)$|^timestamptz$/,
    { class: 'whole', declared: 'timestamp[us, UTC]', expression: (x, { microseconds }) => microseconds(x, true) },
  ],
  [/^(timestamp|datetime)/, { class: 'whole', declared: 'timestamp[us]', expression: (x, { microseconds }) => microseconds(x, false) }],
  [/^(varchar|text|string|char|character|character varying|bpchar|name|citext)\b/, { class: 'text', declared: 'utf8', expression: plain }],
  [/^(uuid|time|enum)\b/, { class: 'text', declared: 'utf8', expression: asText }],
]

/** What a column of this type is; null for types of which no kind of column is. */
export function cellType({ type }: EngineColumn): CellType | null {
  const name = type.trim().toLowerCase()
  if (/\[\]$|^(array|struct|map|row|list|union)\b/.test(name)) return null
  // Fixed letters are padded with blanks by some engines: compared as texts they are themselves.
  if (/^(char|character|bpchar)\b(?! varying)/.test(name)) return { class: 'text', declared: 'utf8', expression: asText }
  for (const [pattern, found] of named) {
    const match = pattern.exec(name)
    if (match) return typeof found === 'function' ? found(match) : found
  }
  return null
}

/** The cells that an engine answered with, as a raw column of this type. */
export function rawOf(name: string, { class: kind, declared }: CellType, cells: readonly unknown[]): RawColumn {
  const column = new TypedColumnBuilder(name)
  const scale = /^(?:decimal|numeric|number)\((?:\d+), ?(\d+)\)/.exec(declared)?.[1]
  for (const cell of cells) {
    if (cell === null || cell === undefined) column.pushNull()
    else if (kind === 'text') column.pushToken(String(cell))
    else if (kind === 'whole') column.pushWhole(answeredWhole(cell))
    else column.pushNumber(number(cell))
  }
  const type = scale === undefined ? declared : declared.replace(/^.*\((\d+), ?(\d+)\)/, 'decimal128($1, $2)')
  return column.finish({ type }, scale === undefined ? 0 : Number(scale))
}

/** A whole number of an answer, exactly; throws a RangeError for anything else. */
export function answeredWhole(cell: unknown): bigint {
  if (typeof cell === 'bigint') return cell
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return BigInt(cell)
  if (typeof cell === 'string' && /^-?\d+(\.0+)?$/.test(cell.trim())) return BigInt(cell.trim().replace(/\.0+$/, ''))
  throw new RangeError('the answer holds something else than a whole number')
}

export function number(cell: unknown): number {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number(cell)
  if (typeof cell === 'string' && cell.trim() !== '') {
    const words: Readonly<Record<string, number>> = {
      nan: Number.NaN,
      inf: Infinity,
      infinity: Infinity,
      '-inf': -Infinity,
      '-infinity': -Infinity,
    }
    const value = words[cell.trim().toLowerCase()] ?? Number(cell)
    if (!Number.isNaN(value) || /^nan$/i.test(cell.trim())) return value
  }
  throw new RangeError('the answer holds something else than a number')
}
