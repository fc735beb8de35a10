import type { Reference } from '../../../metric.js'
import { defineMetric } from '../../define-metric.js'
import { meanResult } from '../../results.js'
import { shapeDetails } from '../sdmetrics/column-scores.js'
import { pairDetails } from '../sdmetrics/pair-scores.js'

/** The protocol of TabSyn, TabDiff and TabPC; what computes its figures is named by the metrics. */
export const tabsyn: Reference = {
  author: 'Zhang et al.',
  year: 2024,
  title: 'Mixed-Type Tabular Data Synthesis with Score-based Diffusion in Latent Space',
  url: 'https://arxiv.org/abs/2310.09656',
}

export const oldSdmetrics: Reference = {
  author: 'DataCebo',
  year: 2023,
  title: 'SDMetrics 0.11.1',
  url: 'https://docs.sdv.dev/sdmetrics',
}

export const synthcity: Reference = {
  author: 'Qian, Davis, van der Schaar',
  year: 2023,
  title: 'Synthcity: a benchmark framework for diverse use cases of tabular synthetic data (0.2.12)',
  url: 'https://arxiv.org/abs/2301.07573',
}

/** Shape of the protocol: the mean of KSComplement and TVComplement over columns, against the training rows. Papers print 100 (1 - it). */
export const tabsynShape = defineMetric({
  name: 'tabsyn-shape',
  title: 'Shape (TabSyn)',
  plain:
    'What papers on TabSyn print as 1 - the error of shape. It compares with the training rows, which a copy of them fits best; ours compares with fresh rows and keeps missing values.',
  references: [tabsyn, oldSdmetrics],
  level: 'marginal',
  implies: 'Q(column | present) = P(column | present), for every column',
  missing: 'Dropped, on either side.',
  cost: 'fast',
  sets: ['tabsyn'],
  asGiven: true,
  floor: 'uniform',
  compute(input, context) {
    return meanResult(shapeDetails(input, context, { rounded: false }), 'No column has values in both tables.')
  },
})

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
