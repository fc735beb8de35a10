import { alignTables, rowKeys } from '../../evaluate/tables/align.js'
import { fisherTail } from '../../stats/tests/binomial.js'
import { type Column, isMissing, isNumberColumn } from '../../table/column.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** Rows of the holdout that are training rows. */
export interface Overlap {
  /** Holdout rows that equal a training row. */
  readonly equal: number
  /** Training rows that equal another training row: how many equals chance makes. */
  readonly twins: number
  /** True where equals are more than chance makes: then the holdout is no control. */
  readonly detected: boolean
}

/** Chance of taking a holdout of other people for one that overlaps. */
const level = 0.001

/** Whether holdout rows equal training rows more often than training rows equal each other. */
export function overlapOf(training: Table, holdout: Table, columns: readonly ColumnSchema[]): Overlap {
  const [own, other] = alignTables([training, holdout], columns).map(rowKeys) as [Float64Array, Float64Array]
  const times = new Map<number, number>()
  for (const key of own) times.set(key, (times.get(key) ?? 0) + 1)
  const twins = own.reduce((sum, key) => sum + ((times.get(key) as number) > 1 ? 1 : 0), 0)
  const equal = other.reduce((sum, key) => sum + (times.has(key) ? 1 : 0), 0)
  return { equal, twins, detected: fisherTail(equal, other.length, twins, own.length) < level }
}

/** Which people, by the key that ties rows together, are in both tables; null without such a key. */
export function sharedPeople(
  training: Table,
  holdout: Table,
  { columns }: Schema,
): { readonly key: string; readonly count: number } | null {
  const key = columns.find(({ role, name }) => role === 'sequence-key' && training.has(name) && holdout.has(name))?.name
  if (key === undefined) return null
  const [own, other] = [training, holdout].map((table) => keysOf(table.column(key))) as [Set<string | number>, Set<string | number>]
  return { key, count: [...other].filter((value) => own.has(value)).length }
}

function keysOf(column: Column): Set<string | number> {
  const present = [...column.values.keys()].filter((row) => !isMissing(column, row))
  return new Set(
    present.map((row) =>
      isNumberColumn(column) ? (column.values[row] as number) : (column.levels[column.values[row] as number] as string),
    ),
  )
}
