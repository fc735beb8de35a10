import { type Closeness, measureCloseness } from '../../src/pipeline/closeness.js'
import type { Table } from '../../src/table/table.js'

/** How near synthetic rows come to training rows and to holdout rows; codes of equal levels must be equal. */
export function closenessOf(training: Table, holdout: Table, synthetic: Table): Closeness {
  const numbered = (rows: number, first: number) => Int32Array.from({ length: rows }, (_, i) => first + i)
  const trainingRows = numbered(training.rows, 0)
  return measureCloseness([{ training, holdout, synthetic, trainingRows, holdoutRows: numbered(holdout.rows, training.rows) }])
}
