import { defineMetric, unpredictable } from '../define-metric.js'
import { meanResult, type WithHoldout } from '../results.js'
import { trainedOn, transferDetail, transfersOf } from './trained.js'

/** As `tstr`, with every column in turn as the target; those that even real rows can't predict are left out of the mean. */
export const everyColumn = defineMetric({
  name: 'utility-every-column',
  title: 'Predicting every column',
  plain:
    'Does a model that learned from synthetic rows predict real rows as well as one that learned from real rows, whichever column is asked for? 1 means as well.',
  references: [
    {
      author: 'Choi, Biswal, Malin, Duke, Stewart, Sun',
      year: 2017,
      title: 'Generating Multi-label Discrete Patient Records using Generative Adversarial Networks',
    },
  ],
  level: 'utility',
  implies: 'the best prediction of a column from all others is the same under Q and P, for every column',
  missing: 'Among predictors and levels a value of its own; rows without the number that is to be predicted are left out.',
  needs: ['holdout'],
  cost: 'full',
  mostRows: 10_000,
  mostDraws: 3,
  refused: unpredictable,
  compute(input, context) {
    const given = input as WithHoldout
    const details = context.columns.map((column) =>
      transferDetail([column.name], transfersOf(trainedOn(column, given, context), given.holdout)),
    )
    const left = details.filter(({ value }) => value === null).map(({ columns }) => columns[0])
    const result = meanResult(details, 'No column can be predicted from the others, even by what real rows teach.')
    return left.length === 0 || result.value === null
      ? result
      : { ...result, notes: [`Left out of the mean, since they can't be judged: ${left.join(', ')}.`] }
  },
})
