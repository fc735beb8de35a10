import type { MetricContext, MetricInput, MetricResult } from '../../metric.js'
import { incomparable } from '../results.js'

/** Why another program's score can't be computed on these tables at all; undefined where it can. Only training and synthetic rows count. */
export function refusedAsGiven({ training, synthetic }: MetricInput, context: MetricContext): MetricResult | undefined {
  return incomparable({ training, synthetic }, context)
}

/** The mean of the scores that there are; null where there are none. Other programs leave out what they can't compute just so. */
export function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
