import { measureCloseness } from '../../pipeline/holdout/closeness.js'
import { conform } from '../../table/conform.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { CellRecord } from '../run/record.js'

/** Rows for the search of neighbours, of the training and the synthetic table. */
const most = { training: 50_000, synthetic: 2000 }

/**
 * How often synthetic rows are nearest to a training row, beyond chance: that of rows which keep nothing of single rows is the share of
 * training rows among all real ones.
 */
export function closenessOf(tables: { training: Table; holdout: Table; synthetic: Table }, schema: Schema): CellRecord['closeness'] {
  const names = schema.columns.filter(isModelled).map(({ name }) => name)
  if (names.length === 0) return null
  const modelled = { ...schema, columns: schema.columns.filter(isModelled) }
  const share = Math.min(1, most.training / tables.training.rows)
  const cut = (table: Table, rows: number): Table =>
    conform(table.select(names).take(everySo(table.rows, rows)), modelled, { unseen: 'add' })
  const training = cut(tables.training, most.training)
  const holdout = cut(tables.holdout, Math.max(1, Math.round(share * tables.holdout.rows)))
  const found = measureCloseness(training, holdout, cut(tables.synthetic, most.synthetic))
  const expected = training.rows / (training.rows + holdout.rows)
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout } = found
  const copied = (nearerTraining - expected) / (1 - expected)
  const error = nearerTrainingError / (1 - expected)
  return { nearerTraining, expected, copied, error, matchesTraining, matchesHoldout }
}

/** Positions spread evenly over the rows of a table, `wanted` of them at most. */
function everySo(rows: number, wanted: number): Int32Array {
  const count = Math.min(rows, wanted)
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count))
}
