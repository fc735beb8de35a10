import { binomialTail } from '../../stats/tests/binomial.js'
import type { Table } from '../../table/table.js'
import { rowKeys } from '../tables/align.js'

/** Different synthetic rows that equal a row, of as many real rows that were learned from and that were not. */
export interface CopyCounts {
  /** Different synthetic rows that were looked at. */
  readonly rows: number
  readonly training: number
  readonly holdout: number
  /** How probable so many more equal rows that were learned from would be if those were no different from others: a sign test. */
  readonly p: number
}

/** How many rows are copied: tables of the same columns and levels, training and holdout rows as many as each other. */
export function countCopies(synthetic: Table, training: Table, holdout: Table): CopyCounts {
  const rows = Math.min(training.rows, holdout.rows)
  const [own, other] = [training, holdout].map((table) => new Set(rowKeys(table).subarray(0, rows))) as [Set<number>, Set<number>]
  const made = new Set(rowKeys(synthetic))
  let [a, b] = [0, 0]
  for (const key of made) {
    const [inTraining, inHoldout] = [own.has(key), other.has(key)]
    if (inTraining && !inHoldout) a++
    if (inHoldout && !inTraining) b++
  }
  return { rows: made.size, training: a, holdout: b, p: binomialTail(a, a + b, 0.5) }
}
