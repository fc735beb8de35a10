import { defineMetric } from '../../define-metric.js'
import { meanResult } from '../../results.js'
import { shapeDetails } from './column-scores.js'
import { sdmetrics } from './release.js'

/** SDMetrics' Column Shapes: the mean over columns of KSComplement (numbers, times) or TVComplement (levels). */
export const sdmetricsColumnShapes = defineMetric({
  name: 'sdmetrics-column-shapes',
  title: 'Column Shapes (SDMetrics)',
  plain:
    'The figure SDMetrics gives. Unlike our column shapes it drops missing values, so it cannot see that too many or too few are missing.',
  references: [sdmetrics],
  level: 'marginal',
  implies: 'Q(column | present) = P(column | present), for every column',
  missing: 'Dropped, on either side.',
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  floor: 'uniform',
  compute(input, context) {
    return meanResult(shapeDetails(input, context, { rounded: true }), 'No column has values in both tables.')
  },
})
