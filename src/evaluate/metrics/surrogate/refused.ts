import type { Metric, MetricContext, MetricInput, MetricResult } from '../../metric.js'
import { unmetNeed } from '../compute-metric.js'
import { incomparable } from '../details.js'
import { fewestRows, judgedTables } from './judge.js'

/** Why a surrogate can't judge these tables; undefined where it can. */
export function judgementRefused(metric: Pick<Metric, 'needs'>, input: MetricInput, context: MetricContext): MetricResult | undefined {
  const refused = incomparable(input, context)
  if (refused) return refused
  const reason = unmetNeed(metric, input, context)
  if (reason !== undefined) return { value: null, reason }
  const { fitted } = judgedTables(input, context)
  if (fitted.rows >= fewestRows) return undefined
  return { value: null, reason: `There are too few real rows to fit a surrogate to: ${fitted.rows}, where ${fewestRows} are the least.` }
}
