import { defineMetric } from '../../define-metric.js'
import { meanResult } from '../../results.js'
import { pairDetails } from '../sdmetrics/pair-scores.js'
import { oldSdmetrics, tabsyn } from './protocol.js'

/** Trend of the protocol: SDMetrics' score of pairs before it had thresholds, so that every pair counts. Papers print 100 (1 - it). */
export const tabsynTrend = defineMetric({
  name: 'tabsyn-trend',
  title: 'Trend (TabSyn)',
  plain:
    'What papers on TabSyn print as 1 - the error of trend. Real and synthetic numbers are cut into bins of their own, so one extreme value moves the score by points; our pair shapes share the bins.',
  references: [tabsyn, oldSdmetrics],
  level: 'pairwise',
  implies: 'Q(first, second) = P(first, second) up to the scale of numbers, for every pair of columns',
  missing: 'A level; of numbers, part of the greatest one; dropped from correlations.',
  cost: 'fast',
  sets: ['tabsyn'],
  asGiven: true,
  compute(input, context) {
    return meanResult(pairDetails(input, context, { correlation: 0, association: 0, flatBins: true }), 'No pair of columns has a score.')
  },
})
