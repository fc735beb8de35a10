import { SchemaError } from '../errors.js'
import { isNumberKind } from '../table/column.js'
import { type ColumnSchema, levelsOf } from '../table/schema.js'
import { microsecondsPer } from '../table/times/datetime.js'
import { cellBySchema, missingTokens } from '../table/typing/cell-by-schema.js'
import type { CellType } from './cell-types.js'
import { boundsCase, valuesCase } from './codes.js'
import { emptyTest, numberLiteral, type SourceColumn } from './columns.js'
import type { SqlDialect } from './dialects.js'

/** How the cells of a column become codes by public knowledge alone, so that no row is asked for it. A code below 0 is none. */
export interface PublicCoding {
  readonly column: string
  /** Of a cell that holds nothing the schema has a place for. */
  readonly gap: number
  /** Of each level of the schema; or of each stretch of numbers, which ends with the value of the same place in `upTo`, the last one never. */
  readonly codes: Int32Array
  readonly upTo?: Float64Array
}

/** The code of a cell as SQL. What a cell is follows from its column's schema, as `cellBySchema` has it. */
export function publicCode(coding: PublicCoding, schema: ColumnSchema, type: CellType, cell: string, dialect: SqlDialect): string {
  return isNumberKind(schema.kind) ? numberCode(coding, schema, type, cell, dialect) : levelCode(coding, schema, type, cell, dialect)
}

/** A test for a cell that the schema has a place for, whatever it is. */
export function presenceTest({ schema, type, cell }: SourceColumn, dialect: SqlDialect): string {
  const codes = new Int32Array(Math.max(1, levelsOf(schema).length))
  const upTo = Float64Array.of(0)
  return `${publicCode({ column: schema.name, gap: -1, codes: isNumberKind(schema.kind) ? codes.subarray(0, 1) : codes, upTo }, schema, type, cell, dialect)} >= 0`
}

const isTime = ({ declared }: CellType): boolean => /^(date|timestamp)/.test(declared)

function numberCode({ upTo, codes, gap }: PublicCoding, schema: ColumnSchema, type: CellType, cell: string, dialect: SqlDialect): string {
  const isTimes = schema.kind === 'datetime'
  if (type.class === 'text' || isTime(type) !== isTimes) {
    const wanted = isTimes ? 'timestamp' : 'double'
    throw new SchemaError(
      schema.name,
      `is ${schema.kind} in the schema and of another type behind the engine, which reads nothing under a privacy budget; cast it in a view, as in: cast(${schema.name} as ${wanted})`,
    )
  }
  // Neighbouring stretches of one code are one.
  const ends = [...codes.keys()].filter((i) => codes[i] !== codes[i + 1])
  const bounds = ends.slice(0, -1).map((i) => boundLiteral(upTo?.[i] as number, schema, type, dialect))
  const code = boundsCase(
    cell,
    [...bounds, ''],
    ends.map((i) => codes[i]),
  )
  const empty = [emptyTest(cell, type, dialect)]
  if (!isTimes) {
    const { numbers } = missingTokens(schema)
    empty.push(...[...numbers].map((number) => `${cell} = ${numberLiteral(number, type, dialect)}`))
    if (schema.kind === 'integer' && type.class === 'float') empty.push(`${cell} <> floor(${cell})`)
  }
  return `case when ${empty.join(' or ')} then ${gap} else ${code} end`
}

/** The greatest cell, as the engine has it, that the schema reads as at most this value. */
export function boundLiteral(bound: number, schema: ColumnSchema, type: CellType, dialect: SqlDialect): string {
  if (schema.kind === 'datetime') {
    const of = microsecondsPer[type.declared.startsWith('date') ? 'day' : 'us']
    const per = microsecondsPer[schema.unit]
    return numberLiteral(Math.ceil(((Math.floor(bound) + 1) * per) / of) - 1, type, dialect)
  }
  return numberLiteral(type.class === 'whole' ? Math.floor(bound) : bound, type, dialect)
}

/** Of a column that is made anew: nothing is told of its cells but whether there is something in them. */
export function absenceTest(schema: ColumnSchema, type: CellType, cell: string, dialect: SqlDialect): string {
  const empty = emptyTest(cell, type, dialect)
  if (type.class !== 'text') return empty
  const words = ['', ...schema.missing.filter((word) => word !== '')].map(dialect.text).join(', ')
  return `${empty} or ${cell} in (${words}) or trim(${cell}) in (${words})`
}

function levelCode({ codes, gap }: PublicCoding, schema: ColumnSchema, type: CellType, cell: string, dialect: SqlDialect): string {
  if (schema.kind === 'id' || (schema.kind === 'text' && schema.policy !== 'copy'))
    return `case when ${absenceTest(schema, type, cell, dialect)} then ${gap} else ${codes[0]} end`
  if (isTime(type))
    throw new SchemaError(
      schema.name,
      'has levels in the schema and is a time behind the engine; cast it in a view, as in: cast(x as varchar)',
    )
  const levels = levelsOf(schema)
  const reader = cellBySchema(schema, [...levels])
  const known = (code: number): number => (code < 0 ? gap : codes[code])
  if (type.declared === 'bool') {
    const values = [true, false] as const
    return valuesCase(
      cell,
      values.map((value) => dialect.text(String(value))),
      Int32Array.from(values, (value) => known(reader.truth(value))),
      gap,
    )
  }
  if (type.class !== 'text') {
    const numbers = levels
      .map(Number)
      .filter((number) => Number.isFinite(number) && (type.class === 'float' || Number.isSafeInteger(number)))
    return valuesCase(
      cell,
      numbers.map((number) => numberLiteral(number, type, dialect)),
      Int32Array.from(numbers, (number) => known(reader.number(number))),
      gap,
    )
  }
  const codeOf = (all: readonly string[], text: string, otherwise: string): string => {
    const cases = valuesCase(
      text,
      all.map(dialect.text),
      Int32Array.from(all, (level) => known(reader.text(level))),
      gap,
    )
    return all.length === 0 ? otherwise : `case when ${text} in (${all.map(dialect.text).join(', ')}) then ${cases} else ${otherwise} end`
  }
  // A level with blanks around it is met as it is written, any other one with blanks around it, too.
  const exact = levels.filter((level) => level === '' || level !== level.trim())
  const trimmed = levels.filter((level) => !exact.includes(level))
  return codeOf(exact, cell, codeOf(trimmed, `trim(${cell})`, String(gap)))
}
