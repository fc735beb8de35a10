import type { ColumnSchema } from '../table/schema.js'
import { microsecondsPer } from '../table/times/datetime.js'
import { type CellType, cellType } from './cell-types.js'
import { floorOf } from './codes.js'
import type { SourceColumn } from './columns.js'
import type { SqlDialect } from './dialects.js'
import { absenceTest } from './public-codes.js'

/** A few rows of each unit: no more than `most` that have the same value in a column, and none without one. */
export interface UnitRows {
  readonly unit: string
  readonly most: number
}

/** The first rows of each sequence, in order, with the time since the row before and whether they are the last. */
export interface LineRows {
  readonly key: string
  readonly clock: string
  /** All columns that are counted, as they stand in the source. */
  readonly columns: readonly string[]
  /** Values that the clock may have, (origin + i step) for i below `points`, in its unit. */
  readonly grid: { readonly origin: number; readonly step: number; readonly points: number }
  readonly most: number
  /** The times between rows, in points, under the name of the clock. */
  readonly wait: ColumnSchema
  readonly last: ColumnSchema
}

/**
 * At most so many rows of each unit, as what stands after FROM. Which ones follows from what is in them, since nothing else may that others'
 * rows could change: in the order of a hash.
 */
export function rowsOfUnits(
  from: string,
  { unit, most }: UnitRows,
  columns: ReadonlyMap<string, SourceColumn>,
  dialect: SqlDialect,
): string {
  const { schema, type, cell } = columns.get(unit) as SourceColumn
  const numbered = `row_number() over (partition by ${cell} order by ${ownHash(columns, dialect)}) as rowsmith_place`
  const units = `(select *, ${numbered} from ${from} where not (${absenceTest(schema, type, cell, dialect)})) as rowsmith_units`
  return `(select * from ${units} where rowsmith_place <= ${most}${dialect.fence}) as rowsmith_source`
}

/** Rows that are alike in all columns are the only ones that have the same. */
function ownHash(columns: ReadonlyMap<string, SourceColumn>, dialect: SqlDialect): string {
  const texts = [...columns.values()].map(({ cell }) => `coalesce(cast(${cell} as ${dialect.types.text}), '~')`)
  return dialect.shuffled(texts.join(" || '|' || "), 1)
}

/**
 * Rows in line, as what stands after FROM: those that have a key and whatever the schema says that none lacks, sorted by the clock and, at
 * the same time, by what is in them. `rowsmith_key`, `rowsmith_place` (from 0), `rowsmith_wait` and `rowsmith_last` stand beside their columns.
 */
export function rowsInLine(
  from: string,
  { key, clock, grid, most }: LineRows,
  columns: ReadonlyMap<string, SourceColumn>,
  needed: readonly string[],
  dialect: SqlDialect,
): string {
  const own = columns.get(key) as SourceColumn
  const time = columns.get(clock) as SourceColumn
  const present = [`not (${absenceTest(own.schema, own.type, own.cell, dialect)})`, ...needed]
  const line = 'over (partition by rowsmith_key order by rowsmith_place)'
  const keyed = `(select *, cast(${own.cell} as ${dialect.types.text}) as rowsmith_key, ${timeOf(time, dialect)} as rowsmith_time from ${from} where ${present.join(' and ')}) as keyed`
  const placed = `(select *, ${pointOf(grid, dialect)} as rowsmith_point, row_number() over (partition by rowsmith_key order by rowsmith_time, ${ownHash(columns, dialect)}) - 1 as rowsmith_place from ${keyed}) as placed`
  const first = `(select * from ${placed} where rowsmith_place < ${most}) as first_rows`
  const wait = `rowsmith_point - coalesce(lag(rowsmith_point) ${line}, 0) as rowsmith_wait`
  const last = `case when lead(rowsmith_place) ${line} is null then 'yes' else 'no' end as rowsmith_last`
  return `(select *, ${wait}, ${last} from ${first}${dialect.fence}) as rowsmith_source`
}

/** What rows in line have in place of the clock, and beside it. */
export function lineColumns({ wait, last }: LineRows): SourceColumn[] {
  const typed = (type: string): CellType => cellType({ name: '', type }) as CellType
  return [
    { schema: wait, type: typed('bigint'), cell: 'rowsmith_wait' },
    { schema: last, type: typed('varchar'), cell: 'rowsmith_last' },
  ]
}

/** The time or the number in the unit of the schema, a whole number. */
function timeOf({ schema, type, cell }: SourceColumn, dialect: SqlDialect): string {
  if (schema.kind !== 'datetime') return `cast(${cell} as ${dialect.types.bigint})`
  const of = microsecondsPer[type.declared.startsWith('date') ? 'day' : 'us']
  const per = microsecondsPer[schema.unit]
  return of >= per ? `(${cell}) * ${of / per}` : floorOf(cell, per / of, dialect)
}

/** The number of the point that is nearest to a time, the later one of two; the first or the last one beyond them. */
function pointOf({ origin, step, points }: LineRows['grid'], dialect: SqlDialect): string {
  const end = origin + (points - 1) * step
  const twice = `2 * (rowsmith_time - ${origin}) + ${step}`
  const point = step === 1 ? `rowsmith_time - ${origin}` : floorOf(twice, 2 * step, dialect)
  return `case when rowsmith_time <= ${origin} then 0 when rowsmith_time >= ${end} then ${points - 1} else ${point} end`
}
