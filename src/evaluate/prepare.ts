import type { Rng } from '../random/rng.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import { concatTables, type Table } from '../table/table.js'
import { alignTables, drawPositions, inCanonicalOrder } from './align.js'
import { Coding } from './coding.js'
import { comparedColumns } from './context.js'
import type { MetricInput } from './metric.js'

/** Comparing more rows than this changes no score by more than its last digits, and takes long. */
const mostRows = 50_000

export interface Prepared {
  readonly columns: readonly ColumnSchema[]
  readonly coding: Coding
  /** Reference and synthetic rows cut to one size. */
  readonly input: MetricInput
  /** All real rows, out of which baselines are drawn. */
  readonly pool: Table
  readonly allSynthetic: Table
  readonly size: number
  readonly reference: 'holdout' | 'training'
}

/** The tables with common columns, levels and codes, in an order that follows from their content, and cut to sizes that compare. */
export function prepare(tables: MetricInput, schema: Schema, rng: Rng): Prepared {
  const columns = comparedColumns(schema)
  const aligned = alignTables([tables.synthetic, tables.training, ...(tables.holdout ? [tables.holdout] : [])], columns)
  const [synthetic, training, holdout] = aligned.map((table, index) => cut(inCanonicalOrder(table), 2 * mostRows, rng.split(0, index)))
  if (!synthetic || !training) throw new RangeError('two tables give two tables')
  const pool = concatTables(holdout ? [training, holdout] : [training])
  const reference = holdout ?? training
  const halves = pool.rows < 2 ? pool.rows : Math.floor(pool.rows / 2)
  const size = Math.min(synthetic.rows, reference.rows, halves, mostRows)
  const coding = new Coding([pool, synthetic])
  const cutTo = (table: Table, stream: number) => {
    const positions = drawPositions(table.rows, size, rng.split(1, stream))
    return coding.take(table, () => positions, size)
  }
  const compared = { synthetic: cutTo(synthetic, 0), reference: cutTo(reference, 1) }
  const input = holdout
    ? { training, synthetic: compared.synthetic, holdout: compared.reference }
    : { training: compared.reference, synthetic: compared.synthetic }
  return { columns, coding, input, pool, allSynthetic: synthetic, size, reference: holdout ? 'holdout' : 'training' }
}

function cut(table: Table, rows: number, rng: Rng): Table {
  return table.rows <= rows ? table : table.take(drawPositions(table.rows, rows, rng))
}

/** Work for all draws of the baselines, in rows times pairs of columns, that takes about a second. */
const baselineBudget = 1.2e7

/** As many as the time allows, between 3 and 10: a mean needs a few, and its error shrinks slowly. None where real rows can't be halved. */
export function numberOfDraws({ pool, size, columns }: Prepared): number {
  if (size === 0 || pool.rows < 2 * size) return 0
  const work = size * Math.max(1, (columns.length * columns.length) / 2)
  return Math.max(3, Math.min(10, Math.floor(baselineBudget / work)))
}
