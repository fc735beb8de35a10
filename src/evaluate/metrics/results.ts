import type { ColumnSchema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { Metric, MetricContext, MetricDetail, MetricInput, MetricResult } from '../metric.js'
import { unmetNeed } from './compute-metric.js'

/** Tables of which none is lacking. */
export type WithHoldout = MetricInput & { readonly holdout: Table }

/** Why a metric that predicts columns from others can't be computed on these tables; undefined where it can. */
export function predictionRefused(metric: Pick<Metric, 'needs'>, input: MetricInput, context: MetricContext): MetricResult | undefined {
  const refused = incomparable(input, context)
  if (refused) return refused
  const reason = unmetNeed(metric, input, context) ?? emptiness(metric, input, context)
  return reason === undefined ? undefined : { value: null, reason }
}

function emptiness({ needs }: Pick<Metric, 'needs'>, { training, holdout }: MetricInput, { columns }: MetricContext): string | undefined {
  if (training.rows === 0) return 'There are no training rows to compare with.'
  if (needs.includes('holdout') && holdout?.rows === 0) return 'The holdout has no rows.'
  return columns.length < 2 ? 'There is only one column, and nothing to predict it from.' : undefined
}

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

/** Why these tables can't be compared at all; undefined where they can. */
export function incomparable(input: MetricInput, context: MetricContext): MetricResult | undefined {
  if (referenceOf(input).rows === 0) return { value: null, reason: 'There are no real rows to compare with.' }
  if (input.synthetic.rows === 0) return { value: null, reason: 'There are no synthetic rows.' }
  if (context.columns.length === 0)
    return { value: null, reason: 'There are no columns to compare: ids, keys and made-up texts are left out.' }
  return undefined
}
