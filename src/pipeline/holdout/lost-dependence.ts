import { rankCorrelation } from '../../stats/association/association.js'
import { ranks } from '../../stats/order/sorted.js'
import { isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { Split } from './closeness.js'
/** Two columns, and their rank correlation in real and in synthetic rows. */
export interface LostDependence {
  readonly columns: readonly [string, string]
  readonly real: number
  readonly synthetic: number
}

/** A fall of the correlation by less than this is nothing to speak of, and by less than two standard errors it is chance. */
const leastFall = 0.1
/** Columns at most: pairs grow in their square. */
const mostColumns = 40

/** The pair of number columns of which synthetic rows lose most; null where none loses enough to be told. Spearman's rank correlation. */
export function lostDependence(splits: readonly Split[]): LostDependence | null {
  const [first] = splits
  if (!first) return null
  const names = first.training.columns.filter(isNumberColumn).slice(0, mostColumns)
  const bound = Math.max(leastFall, 2 / Math.sqrt(first.training.rows * splits.length))
  let worst: LostDependence | null = null
  let most = bound
  for (const [i, { name: a }] of names.entries()) {
    for (const { name: b } of names.slice(i + 1)) {
      const [real, synthetic] = (['training', 'synthetic'] as const).map((which) =>
        mean(splits.map((split) => correlationIn(split[which], a, b))),
      )
      const fall = Math.abs(real) - Math.sign(real) * synthetic
      if (!(fall > most)) continue
      most = fall
      worst = { columns: [a, b], real: real, synthetic: synthetic }
    }
  }
  return worst
}

function correlationIn(table: Table, a: string, b: string): number {
  return rankCorrelation(ranks(table.column(a).values as Float64Array), ranks(table.column(b).values as Float64Array)) || 0
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
