import { defineMetric } from '../../define-metric.js'
import { meanResult } from '../../results.js'
import { shapeDetails } from '../sdmetrics/column-scores.js'
import { oldSdmetrics, tabsyn } from './protocol.js'

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
