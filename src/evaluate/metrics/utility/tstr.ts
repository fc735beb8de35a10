import type { MetricPart } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { meanResult, targetsOf, type WithHoldout } from '../results.js'
import { measureLabels, measures } from './assess.js'
import { type Transfer, trainedOn, transferDetail, transfersOf } from './trained.js'

/**
 * Train on synthetic, test on real: mean over targets and learners of clip(skill of what synthetic rows taught / skill of what as many
 * training rows taught, 0, 1), both on the holdout. Skill is 2 · AUC - 1 for levels, AUC being the mean over classes of each against the
 * others, and R² for numbers. Learners: boosted trees, linear or logistic regression with a ridge, one tree. A learner that even real
 * rows teach nothing is left out. Parts hold AUC, accuracy, log loss, R² and root mean squared error of either.
 */
export const tstr = defineMetric({
  name: 'tstr',
  title: 'Predicting the target',
  plain:
    'Does a model that learned from synthetic rows predict the target on real rows as well as one that learned from real rows? 1 means as well.',
  references: [
    {
      author: 'Esteban, Hyland, Rätsch',
      year: 2017,
      title: 'Real-valued (Medical) Time Series Generation with Recurrent Conditional GANs',
    },
    { author: 'Jordon, Yoon, van der Schaar', year: 2018, title: 'Measuring the quality of Synthetic data for use in competitions' },
  ],
  level: 'utility',
  implies: 'the best prediction of the target from all other columns is the same under Q and P',
  missing: 'Among predictors and levels a value of its own; rows without the number that is to be predicted are left out.',
  needs: ['target', 'holdout'],
  mostRows: 10_000,
  mostDraws: 3,
  refused: unpredictable,
  compute(input, context) {
    const given = input as WithHoldout
    const found = targetsOf(context).map((target) => ({
      name: target.name,
      transfers: transfersOf(trainedOn(target, given, context), given.holdout),
    }))
    const details = found.map(({ name, transfers }) => transferDetail([name], transfers))
    const reason = details.length === 1 ? `No score for ${details[0]?.columns[0]}: ${details[0]?.reason}` : 'No target can be judged.'
    return {
      ...meanResult(details, reason),
      parts: found.flatMap(({ name, transfers }) => transfers.flatMap((transfer) => partsOf(name, transfer))),
    }
  },
})

/** What was measured of one learner, trained on real and trained on synthetic rows. */
function partsOf(target: string, { learner, real, synthetic }: Transfer): MetricPart[] {
  const sides = [
    ['trtr', 'real rows', real],
    ['tstr', 'synthetic rows', synthetic],
  ] as const
  return measures.flatMap((measure) =>
    sides.flatMap(([side, words, { measures: found }]) => {
      const value = found[measure]
      if (value === undefined) return []
      return [
        {
          name: `${target}/${learner.name}/${side}-${measure}`,
          label: `${target}: ${measureLabels[measure]}, ${learner.label} trained on ${words}`,
          value,
        },
      ]
    }),
  )
}
