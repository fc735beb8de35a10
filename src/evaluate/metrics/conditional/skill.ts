import type { MetricDetail } from '../../metric.js'
import { spectrumPaper } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import type { WithHoldout } from '../results.js'
import { Calibration } from './calibration.js'
import { type Conditional, conditionalsOf } from './conditionals.js'

/**
 * Mean over the columns that can be predicted of clip((L0 - LS) / (L0 - LR), 0, 1): LR and LS are the mean losses, on holdout rows, of
 * what boosted trees learned about the column from the training rows and from as many synthetic rows, L0 that of the column's own
 * distribution. The loss is the log loss for levels and the ranked probability score of 20 quantile bins for columns in order. By
 * Brook's lemma all these conditionals together determine the joint distribution, so that their agreement is sufficient, if every combination
 * of values is possible; where columns determine each other it isn't, and \`conditional-pairs\` and the joint level have to tell. The score
 * is of what a learner finds in so many rows, so it is necessary only.
 */
export const conditionalSkill = defineMetric({
  name: 'conditional-skill',
  title: 'Each column from all others',
  plain:
    'Does somebody who learns from the synthetic rows predict each column from all others as well as from real rows? 1 means as well, 0 no better than by guessing from the column alone.',
  references: [
    spectrumPaper,
    { author: 'Gneiting and Raftery', year: 2007, title: 'Strictly Proper Scoring Rules, Prediction, and Estimation' },
    { author: 'Brook', year: 1964, title: 'On the distinction between the conditional probability and the joint probability approaches' },
  ],
  level: 'conditional',
  implies: 'Q(column | all others) = P(column | all others), for every column',
  missing: 'A value of its own, among what is predicted as among what is predicted from; equally far from all numbers.',
  needs: ['holdout'],
  mostRows: 5000,
  mostDraws: 3,
  refused: unpredictable,
  compute(input, context) {
    const conditionals = conditionalsOf(input as WithHoldout, context)
    const details = conditionals.map(detailOf)
    const left = conditionals.filter(({ predictable }) => !predictable).map(({ name }) => name)
    const known = details.flatMap(({ value }) => (value === null ? [] : [value]))
    if (known.length === 0) return { value: null, reason: 'No column can be predicted from the others, even from real rows.', details }
    const notes = left.length === 0 ? [] : [`Left out of the mean, since real rows don't tell either: ${left.join(', ')}.`]
    const calibration = new Calibration()
    for (const conditional of conditionals) if (conditional.predictable) calibration.merge(conditional.calibration)
    const value = known.reduce((sum, value) => sum + value, 0) / known.length
    return { value, details, notes, curves: [calibration.curve()] }
  },
})

function detailOf({ name, without, real, synthetic, predictable }: Conditional): MetricDetail {
  const columns = [name]
  if (!predictable)
    return { columns, value: null, reason: "It can't be predicted from the other columns, even from real rows.", real, synthetic }
  return { columns, value: Math.max(0, Math.min(1, (without - synthetic) / (without - real))), real, synthetic }
}
