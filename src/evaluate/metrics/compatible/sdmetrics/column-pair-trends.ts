import type { MetricContext, MetricInput, MetricResult } from '../../../metric.js'
import { defineMetric } from '../../define-metric.js'
import { meanResult } from '../../results.js'
import { pairDetails } from './pair-scores.js'
import { sdmetrics, subsampleNotes } from './release.js'

/** The thresholds of SDMetrics' quality report since release 0.27. */
const rules = { correlation: 0.5, association: 0.3, flatBins: false } as const

/** SDMetrics' Column Pair Trends: the mean over the pairs that are strongly tied in the real rows, see `pairDetails`. */
export const sdmetricsColumnPairTrends = defineMetric({
  name: 'sdmetrics-column-pair-trends',
  title: 'Column Pair Trends (SDMetrics)',
  plain:
    'The figure SDMetrics gives. Unlike our pair shapes it cuts real and synthetic numbers into bins of their own, counts missing numbers with the greatest, and looks only at pairs that are strongly tied in the real rows: ties that were invented go unseen.',
  references: [sdmetrics],
  level: 'pairwise',
  implies: 'Q(first, second) = P(first, second) up to the scale of numbers, for pairs that are strongly tied under P',
  missing: 'A level; of numbers, part of the greatest one; dropped from correlations.',
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  compute(input, context) {
    return pairTrends(input, context)
  },
})

/** The score and that of every pair; shared with the quality score. */
export function pairTrends(input: MetricInput, context: MetricContext): MetricResult {
  return context.memo('sdmetrics-pair-trends', [input.training, input.synthetic], () => ({
    ...meanResult(pairDetails(input, context, rules), 'No pair of real columns is tied strongly enough to count.'),
    notes: subsampleNotes(Math.max(input.training.rows, input.synthetic.rows)),
  }))
}
