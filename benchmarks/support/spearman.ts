import { pearson } from '../../src/stats/association/pearson.js'
import { ranks } from '../../src/stats/order/sorted.js'

/** Spearman's rank correlation (ties share their mean rank) over the rows in which both are present; NaN where one doesn't vary. */
export function spearman(x: Float64Array, y: Float64Array): number {
  const both: number[] = []
  for (let i = 0; i < x.length; i++) if (!Number.isNaN(x[i]) && !Number.isNaN(y[i])) both.push(i)
  const present = (values: Float64Array) => Float64Array.from(both, (i) => values[i] as number)
  return pearson(ranks(present(x)), ranks(present(y)))
}
