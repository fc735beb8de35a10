import { spectrumPaper } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { meanResult, type WithHoldout } from '../results.js'
import { conditionalsOf } from './conditionals.js'

/**
 * Mean over all columns of 1 - the mean distance, over holdout rows, between the column's distribution given all others as boosted
 * trees learned it from the training rows and as they learned it from as many synthetic rows: total variation for levels, Wasserstein's
 * distance over the ranks of 20 quantile bins for columns in order. Unlike the skill it also sees what synthetic rows tell about a column
 * of which real rows tell nothing. Each column's detail holds how open the two leave the outcome (mean expected loss by each itself).
 */
export const conditionalAgreement = defineMetric({
  name: 'conditional-agreement',
  title: 'Same predictions',
  plain:
    'Do predictions of each column learned from synthetic rows agree, row by row, with those learned from real rows? 1 means they are the same.',
  references: [spectrumPaper],
  level: 'conditional',
  implies: 'Q(column | all others) = P(column | all others), for every column, at the real rows',
  missing: 'A value of its own, among what is predicted as among what is predicted from; equally far from all numbers.',
  needs: ['holdout'],
  mostRows: 5000,
  mostDraws: 3,
  refused: unpredictable,
  compute(input, context) {
    const details = conditionalsOf(input as WithHoldout, context).map(({ name, distance, realSpread, syntheticSpread }) => ({
      columns: [name],
      value: 1 - distance,
      real: realSpread,
      synthetic: syntheticSpread,
    }))
    return meanResult(details, '')
  },
})
