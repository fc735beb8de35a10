import { createRng } from '../../random/rng.js'
import type { ColumnSchema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { CountedScopes, MetricContext, MetricDetail, MetricInput, MetricResult } from '../metric.js'
import { drawPositions } from '../tables/align.js'

/** Tables of which none is lacking. */
export type WithHoldout = MetricInput & { readonly holdout: Table }

/** The compared columns that are declared as targets. */
export function targetsOf({ columns }: MetricContext): readonly ColumnSchema[] {
  return columns.filter(({ role }) => role === 'target')
}

/** The compared columns that are declared as sensitive. */
export function sensitiveOf({ columns }: MetricContext): readonly ColumnSchema[] {
  return columns.filter(({ sensitive }) => sensitive)
}

/** The real rows with which synthetic ones are compared: fresh ones where there are any. */
export function referenceOf({ training, holdout }: MetricInput): Table {
  return holdout ?? training
}

/** The mean of the details that have a value, or why there is none. */
export function meanResult(details: readonly MetricDetail[], reasonIfNone: string): MetricResult {
  let sum = 0
  let count = 0
  for (const { value } of details) {
    if (value === null) continue
    sum += value
    count++
  }
  return count === 0 ? { value: null, reason: reasonIfNone, details } : { value: sum / count, details }
}

/** Every pair of columns, the first with all after it, then the second with all after it, and so on, and the mean over them. */
export function pairsOf(reasonIfNone: string): CountedScopes {
  return {
    of: (columns) => Array.from({ length: columns }, (_, i) => Array.from({ length: columns - 1 - i }, (_, k) => [i, i + 1 + k])).flat(),
    gather: (details) => meanResult(details, reasonIfNone),
  }
}

/** The mean of the scores that there are; null where there are none. Other programs leave out what they can't compute just so. */
export function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** Which rows go is the same for every metric and every comparison, so that they can share what they learn from those that stay. */
const stream = createRng(0, 9)

/**
 * The tables cut to the rows of the smallest and to `most`, drawn at random: what is learned from more rows is better, and that would be
 * taken for a difference.
 */
export function cutToOneSize(tables: readonly Table[], { memo, coding }: MetricContext, most = Number.POSITIVE_INFINITY): Table[] {
  const rows = Math.min(most, ...tables.map((table) => table.rows))
  return tables.map((table) => {
    if (table.rows === rows) return table
    return memo(`cut ${rows}`, [table], () => {
      const positions = drawPositions(table.rows, rows, stream.split(table.rows, rows))
      return coding.take(table, () => positions, rows)
    })
  })
}
