import type { Table } from '../../table/table.js'
import type { MetricContext, MetricDetail, MetricInput, MetricResult } from '../metric.js'

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

/** Why these tables can't be compared at all; undefined where they can. */
export function incomparable(input: MetricInput, context: MetricContext): MetricResult | undefined {
  if (referenceOf(input).rows === 0) return { value: null, reason: 'There are no real rows to compare with.' }
  if (input.synthetic.rows === 0) return { value: null, reason: 'There are no synthetic rows.' }
  if (context.columns.length === 0)
    return { value: null, reason: 'There are no columns to compare: ids, keys and made-up texts are left out.' }
  return undefined
}
