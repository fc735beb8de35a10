import type { ValueCounts } from '../encode/statistics.js'
import { FitError, SchemaError } from '../errors.js'
import { type Column, isMissing, isNumberColumn } from '../table/column.js'
import type { RawColumn } from '../table/raw.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import { parseSchema } from '../table/shape/schema.js'
import { decodeWith } from '../table/typing/decode.js'
import type { CellType } from './cell-types.js'
import type { SqlDialect } from './dialects.js'

/** A column of the source, as the schema names it. */
export interface SourceColumn {
  readonly schema: ColumnSchema
  readonly type: CellType
  /** What stands for its cell in SQL. */
  readonly cell: string
  /** Of a column made anew: the level that stands for every value that isn't among the schema's. */
  readonly rest?: string | undefined
}

/** What was counted of a column: each of its values as the engine has it, what the schema makes of it, and its rows. */
export interface CountedColumn {
  readonly literals: readonly string[]
  readonly cells: Column
  readonly counts: Float64Array
  /** Of numbers that stand in order: 1 where a count is that of a stretch. */
  readonly spread?: Uint8Array
}

/** The raw values as the schema reads them; throws a SchemaError that names what it has no place for. */
export function decodeCells(raw: RawColumn, schema: ColumnSchema, unseenLevels: 'error' | 'add' = 'error'): Column {
  const table = { rows: raw.length, columns: [raw] }
  const own: Schema = { ...emptySchema, columns: [withoutForms(schema)] }
  return decodeWith(table, own, { unseenLevels }).column(schema.name)
}

const emptySchema = parseSchema({ columns: [] })

function withoutForms(schema: ColumnSchema): ColumnSchema {
  if ('beside' in schema && schema.beside !== undefined) {
    throw new FitError(
      schema.name,
      `stands in the cells of ${schema.beside}, which an engine does not take apart; split the two in the query, or leave this column out`,
    )
  }
  return schema
}

/** A raw value as a literal of its type; nothing for one that no literal is, as null and NaN. */
export function literalOf(type: CellType, raw: RawColumn, row: number, dialect: SqlDialect): string {
  const code = raw.codes?.[row] ?? -1
  if (code >= 0 && type.class === 'text') return dialect.text(raw.tokens[code])
  // Digits that no double holds.
  if (code >= 0) return raw.tokens[code]
  const number = raw.numbers?.[row] ?? Number.NaN
  return Number.isFinite(number) ? numberLiteral(number, type, dialect) : ''
}

export function numberLiteral(value: number, type: CellType, { types }: SqlDialect): string {
  if (type.class === 'whole' && Number.isSafeInteger(value)) return String(value)
  return `cast('${value}' as ${types.double})`
}

/** A test for a cell that holds no value, among those of this type. */
export function emptyTest(cell: string, { class: kind }: CellType, { types }: SqlDialect): string {
  if (kind !== 'float') return `${cell} is null`
  const bound = (text: string): string => `cast('${text}' as ${types.double})`
  const greatest = '1.7976931348623157e308'
  return `(${cell} is null or ${cell} <> ${cell} or ${cell} > ${bound(greatest)} or ${cell} < ${bound(`-${greatest}`)})`
}

/** Values as the schema has them, each once and in order, with their rows. */
export function valueCounts({ cells, counts, spread }: CountedColumn): ValueCounts {
  let missing = 0
  const found = new Map<string | number, number>()
  const stretches = new Set<number>()
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]
    if (isMissing(cells, i)) {
      missing += count
      continue
    }
    const own = cells.values[i]
    const value = isNumberColumn(cells) ? own + 0 : cells.levels[own]
    found.set(value, (found.get(value) ?? 0) + count)
    if (spread?.[i]) stretches.add(value as number)
  }
  if (!isNumberColumn(cells)) {
    const values = [...found.keys()].sort() as string[]
    return { values, counts: Float64Array.from(values, (value) => found.get(value) as number), missing }
  }
  const values = Float64Array.from(found.keys() as Iterable<number>).sort()
  const own = values.map((value) => found.get(value) as number)
  return { values, counts: own, missing, ...(spread && { spread: Uint8Array.from(values, (value) => (stretches.has(value) ? 1 : 0)) }) }
}

/** Throws where the schema says that no cell is missing and some are, as a table in memory would. */
export function checkMissing({ name, nullable }: ColumnSchema, missing: number): void {
  if (nullable || missing === 0) return
  throw new SchemaError(name, `has missing cells although it is not nullable (${missing} rows); set "nullable" to true or fill them in`)
}
