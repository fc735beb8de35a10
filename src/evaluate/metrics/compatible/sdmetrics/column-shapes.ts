import type { Metric } from '../../../metric.js'
import { meanResult } from '../../results.js'
import { refusedAsGiven } from '../as-given.js'
import { shapeDetails } from './column-scores.js'
import { sdmetrics } from './release.js'

/** SDMetrics' Column Shapes: the mean over columns of KSComplement (numbers, times) or TVComplement (levels). */
export const sdmetricsColumnShapes: Metric = {
  name: 'sdmetrics-column-shapes',
  title: 'Column Shapes (SDMetrics)',
  plain:
    'The figure SDMetrics gives. Unlike our column shapes it drops missing values, so it cannot see that too many or too few are missing.',
  references: [sdmetrics],
  family: 'fidelity',
  level: 'marginal',
  implies: 'Q(column | present) = P(column | present), for every column',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'Dropped, on either side.',
  needs: [],
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  floor: 'uniform',
  compute(input, context) {
    const refused = refusedAsGiven(input, context)
    if (refused) return refused
    return meanResult(shapeDetails(input, context, { rounded: true }), 'No column has values in both tables.')
  },
}
