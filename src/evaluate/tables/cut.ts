import { createRng } from '../../random/rng.js'
import type { Table } from '../../table/table.js'
import type { MetricContext } from '../metric.js'
import { drawPositions } from './align.js'

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
