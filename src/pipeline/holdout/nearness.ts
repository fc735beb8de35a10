import { comparedColumns } from '../../evaluate/context.js'
import { alignTables, drawPositions } from '../../evaluate/tables/align.js'
import { createRng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { type Closeness, measureCloseness } from './closeness.js'

/** Rows in each of the two tables at most, and at least: see the audit of a model. */
const mostRows = 25_000
const fewestRows = 50
const stream = -6

/**
 * How near synthetic rows come to so many rows that were learned from, beside as many that were not; null where there are too few to tell. Both
 * tables are cut to one size, since there is more to be near to in more rows.
 */
export function measureNearness(
  real: { readonly training: Table; readonly holdout?: Table },
  synthetic: Table,
  schema: Schema,
  seed = 1,
): (Closeness & { readonly rows: number }) | null {
  if (!real.holdout) return null
  const rows = Math.min(mostRows, real.training.rows, real.holdout.rows)
  const columns = comparedColumns(schema)
  if (rows < fewestRows || synthetic.rows < fewestRows || columns.length === 0) return null
  const [training, holdout, made] = alignTables([real.training, real.holdout, synthetic], columns) as [Table, Table, Table]
  const cut = (table: Table, part: number, count = rows) => table.take(drawPositions(table.rows, count, createRng(seed, stream, part)))
  return { rows, ...measureCloseness(cut(training, 0), cut(holdout, 1), cut(made, 2, made.rows)) }
}
