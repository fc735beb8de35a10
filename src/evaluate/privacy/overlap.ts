import { fisherTail } from '../../stats/binomial.js'
import type { ColumnSchema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { alignTables, rowKeys } from '../align.js'

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
