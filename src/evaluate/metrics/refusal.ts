import type { ColumnSchema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { Metric, MetricContext, MetricInput, MetricResult } from '../metric.js'
import { unmetNeed } from './compute-metric.js'
import { incomparable } from './details.js'

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
