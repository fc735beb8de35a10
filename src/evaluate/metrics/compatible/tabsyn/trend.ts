import type { Metric } from '../../../metric.js'
import { meanResult } from '../../results.js'
import { refusedAsGiven } from '../as-given.js'
import { pairDetails } from '../sdmetrics/pair-scores.js'
import { oldSdmetrics, tabsyn } from './protocol.js'

/** Trend of the protocol: SDMetrics' score of pairs before it had thresholds, so that every pair counts. Papers print 100 (1 - it). */
export const tabsynTrend: Metric = {
  name: 'tabsyn-trend',
  title: 'Trend (TabSyn)',
  plain:
    'What papers on TabSyn print as 1 - the error of trend. Real and synthetic numbers are cut into bins of their own, so one extreme value moves the score by points; our pair shapes share the bins.',
  references: [tabsyn, oldSdmetrics],
  family: 'fidelity',
  level: 'pairwise',
  implies: 'Q(first, second) = P(first, second) up to the scale of numbers, for every pair of columns',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'A level; of numbers, part of the greatest one; dropped from correlations.',
  needs: [],
  cost: 'fast',
  sets: ['tabsyn'],
  asGiven: true,
  floor: 'permuted',
  compute(input, context) {
    const refused = refusedAsGiven(input, context)
    if (refused) return refused
    return meanResult(pairDetails(input, context, { correlation: 0, association: 0, flatBins: true }), 'No pair of columns has a score.')
  },
}
