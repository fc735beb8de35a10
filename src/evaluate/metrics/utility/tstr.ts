import { planDesign } from '../../../learn/linear/design.js'
import { atOnce, type Work } from '../../../learn/turn.js'
import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, type MetricDetail, type MetricPart, memoWork } from '../../metric.js'
import { responseOf } from '../../tables/response.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, meanResult, targetsOf, type WithHoldout } from '../results.js'
import { type Assessment, assess, measureLabels, measures } from './assess.js'
import { type Learner, learners, type Predict, type PredictionTask } from './learners.js'

/**
 * Train on synthetic, test on real: mean over targets and learners of clip(skill of what synthetic rows taught / skill of what as many
 * training rows taught, 0, 1), both on the holdout. Skill is 2 · AUC - 1 for levels, AUC being the mean over classes of each against the
 * others, and R² for numbers. Learners: boosted trees, linear or logistic regression with a ridge, one tree. A learner that even real
 * rows teach nothing is left out. Parts hold AUC, accuracy, log loss, R² and root mean squared error of either.
 */
export const tstr = defineMetric({
  name: 'tstr',
  title: 'Predicting the target',
  standardName: 'Train on synthetic, test on real (TSTR)',
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
  *steps(input, context) {
    const given = input as WithHoldout
    yield* learnTargets(targetsOf(context), given, context)
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

/** Values are cut off so many standard deviations from the mean, so that the squares of their squares are finite. */
const farthest = 1e60

export function taskOf({ name }: ColumnSchema, training: Table, context: MetricContext): PredictionTask {
  const common = { target: name, index: context.columns.findIndex((column) => column.name === name) }
  const column = training.column(name)
  if (!isNumberColumn(column)) {
    const { classes, codes } = responseOf(name, training, context)
    return { ...common, kind: 'class', classes, codes: (table) => codes(table.column(name)) }
  }
  const [plan] = planDesign([{ kind: 'number', values: column.values }]).columns
  const { centre, scale } = plan as Extract<typeof plan, { kind: 'number' }>
  const standardise = (value: number) => Math.max(-farthest, Math.min(farthest, value / scale - centre / scale))
  return { ...common, kind: 'number', unit: scale, values: (table) => (table.column(name).values as Float64Array).map(standardise) }
}

/** What one learner predicts of the holdout once it has seen the training rows, and once it has seen as many synthetic ones. */
export interface Trained {
  readonly task: PredictionTask
  readonly learner: Learner
  readonly real: Predict
  readonly synthetic: Predict
  readonly fromReal: Float64Array
  readonly fromSynthetic: Float64Array
}

/** Every learner on one target. The training rows are learned once, whatever they are compared with. */
export function trainedOn(...given: Parameters<typeof learningOn>): readonly Trained[] {
  return atOnce(learningOn(...given))
}

/** Learns these targets before somebody asks for them, and stops now and then. */
export function* learnTargets(targets: readonly ColumnSchema[], input: WithHoldout, context: MetricContext): Work<void> {
  for (const target of targets) yield* learningOn(target, input, context)
}

function* learningOn(
  target: ColumnSchema,
  { training, synthetic, holdout }: WithHoldout,
  context: MetricContext,
): Work<readonly Trained[]> {
  return yield* memoWork(context.memo, `trained ${target.name}`, [training, synthetic, holdout], function* () {
    const [real, made] = cutToOneSize([training, synthetic], context) as [Table, Table]
    const task = taskOf(target, real, context)
    const trained: Trained[] = []
    for (const learner of learners) {
      const fitted = yield* memoWork(context.memo, `${learner.name} ${target.name}`, [real], () => learner.learn(task, real, context))
      yield
      const fromReal = context.memo(`${learner.name} ${target.name}`, [real, holdout], () => fitted(holdout))
      const synthetic = yield* learner.learn(task, made, context)
      yield
      trained.push({ task, learner, real: fitted, synthetic, fromReal, fromSynthetic: synthetic(holdout) })
      yield
    }
    return trained
  })
}

/** How good the two are on real rows, and the part of the skill that survives, 0 to 1. */
interface Transfer {
  readonly learner: Learner
  readonly real: Assessment
  readonly synthetic: Assessment
  /** Null where even real rows teach nothing: their skill is within two standard errors of none. */
  readonly kept: number | null
}

/** Standard errors by which real rows must teach something. */
const standardErrors = 2

/** What each learner's skill is on these rows of the holdout, on all without `rows`; none where the rows can't tell. */
export function transfersOf(trained: readonly Trained[], holdout: Table, rows?: Int32Array): readonly Transfer[] {
  return trained.flatMap(({ task, learner, fromReal, fromSynthetic }) => {
    const real = assess(task, fromReal, holdout, rows)
    const synthetic = assess(task, fromSynthetic, holdout, rows)
    if (!real || !synthetic) return []
    const teaches = real.skill > Math.max(standardErrors * real.error, 1e-9)
    return [{ learner, real, synthetic, kept: teaches ? Math.max(0, Math.min(1, synthetic.skill / real.skill)) : null }]
  })
}

/** The mean over learners of the skill that is kept; `real` and `synthetic` are the mean skills of those learners. */
export function transferDetail(columns: readonly string[], transfers: readonly Transfer[]): MetricDetail {
  if (transfers.length === 0) return { columns, value: null, reason: 'It varies too little in the holdout for predictions to be judged.' }
  const able = transfers.filter(({ kept }) => kept !== null)
  if (able.length === 0) return { columns, value: null, reason: "It can't be predicted, even by what real rows teach." }
  const mean = (of: (transfer: Transfer) => number) => able.reduce((sum, transfer) => sum + of(transfer), 0) / able.length
  return {
    columns,
    value: mean(({ kept }) => kept as number),
    real: mean(({ real }) => real.skill),
    synthetic: Math.max(
      -1,
      mean(({ synthetic }) => synthetic.skill),
    ),
  }
}

/** As `tstr`, with every column in turn as the target; those that even real rows can't predict are left out of the mean. */
export const everyColumn = defineMetric({
  name: 'utility-every-column',
  title: 'Predicting every column',
  standardName: 'Dimension-wise prediction',
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
  *steps(input, context) {
    const given = input as WithHoldout
    yield* learnTargets(context.columns, given, context)
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
