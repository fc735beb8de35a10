import type { Boosted } from '../../../learn/boosting/predict.js'
import { type DesignColumn, linearScores, makeDesign, planDesign, takeDesign } from '../../../learn/linear/design.js'
import { fittingLogistic, type Logistic } from '../../../learn/linear/logistic.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { takeRows } from '../../../learn/trees/bins.js'
import type { Work } from '../../../learn/turn.js'
import {
  areaUnderCurve,
  boostedJudge,
  type CrossedBoosted,
  crossedJudge,
  crossedScores,
  foldsByContent,
  haveSameRows,
  type TwoSampleJudge,
  type TwoSampleTest,
  testingTwoSamples,
} from '../../../learn/two-sample/two-sample.js'
import type { Rng } from '../../../random/rng.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import { concatTables, type Table } from '../../../table/table.js'
import { type MetricContext, type MetricDetail, type MetricPart, type MetricResult, type Reference, spectrumPaper } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { featuresOf } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf, type WithHoldout } from '../results.js'

/** Rows with which columns are shuffled at most. */
const mostRows = 2000

/**
 * What each column gives away, as scores: 1 less twice what the area under the curve falls when the column is shuffled among unseen
 * rows, never above 1. `model` has not seen the rows of fold 0. Of columns that say the same, each may go without a loss.
 * @see Breiman, 2001, Random Forests
 */
function* givesAway(
  { features, synthetic, fold }: TwoSamples,
  model: CrossedBoosted,
  columns: readonly ColumnSchema[],
  rng: Rng,
): Work<MetricDetail[]> {
  const unseen = Int32Array.from(fold.keys()).filter((row) => fold[row] === 0)
  const rows = drawPositions(unseen.length, mostRows, rng.split(0)).map((at) => unseen[at])
  const own = features.map((feature) => takeRows(feature, rows))
  const labels = Uint8Array.from(rows, (row) => synthetic[row])
  const areaOf = (shown: readonly Feature[]) => areaUnderCurve(crossedScores(model, shown, rows.length), labels)
  const area = areaOf(own)
  const details: MetricDetail[] = []
  for (const [index, { name }] of columns.entries()) {
    const shuffled = takeRows(own[index], Int32Array.from(drawPositions(rows.length, rows.length, rng.split(1, index))))
    const fall = area - areaOf(own.map((feature, f) => (f === index ? shuffled : feature)))
    details.push({ columns: [name], value: 1 - Math.min(1, Math.max(0, 2 * fall)) })
    yield
  }
  return details
}

export const twoSamplePapers: readonly Reference[] = [
  spectrumPaper,
  {
    author: 'Lopez-Paz, Oquab',
    year: 2017,
    title: 'Revisiting Classifier Two-Sample Tests',
    url: 'https://arxiv.org/abs/1610.06545',
  },
  { author: 'Pandeva et al.', year: 2024, title: 'E-Valuating Classifier Two-Sample Tests', url: 'https://arxiv.org/abs/2210.13027' },
]

/** Enough to find what there is: twice the trees at half the rate, or twice the leaves, add less than 0.01 to the area, and find no fainter fault. */
export const boosting = { rounds: 50, leaves: 32, learningRate: 0.15 } as const
/** One stream for all that is random in it. */
const stream = 0x6332

/**
 * 1 - |2 AUC - 1|: boosted trees learn to tell synthetic rows from real ones, and AUC is the chance that an unseen synthetic row looks
 * more synthetic to them than an unseen real one. Beside the columns they see combinations of three columns that are not as common in
 * both, which trees would find only by luck. Identical rows share a fold, lest a copy gives its original away.
 */
export const c2st = defineMetric({
  name: 'c2st',
  title: 'Told apart by trees',
  standardName: 'Classifier two-sample test (C2ST), gradient boosting',
  plain: 'Can a learner tell synthetic rows from real ones? 1 means it can only guess, 0 that it always knows.',
  references: twoSamplePapers,
  level: 'joint',
  implies: 'Q(row) = P(row): no function of a whole row tells them apart',
  missing: 'A value of its own, by which rows may be told apart.',
  mostRows: 10_000,
  mostDraws: 3,
  *steps(input, context) {
    const samples = twoSamples(referenceOf(input), input.synthetic, context)
    const { columns, rng } = context
    const judge = crossedJudge(samples.features, samples.synthetic, boosting, rng.split(stream, 0))
    const { result, models } = yield* judged(judge, samples, !context.unjudged)
    const [model] = models
    if (context.undetailed) return result
    const details = model
      ? yield* givesAway(samples, model, columns, rng.split(stream, 1))
      : columns.map(({ name }) => ({ columns: [name], value: 1, reason: 'Both tables hold the same rows.' }))
    return { ...result, details }
  },
})

/** Rows are scored by what was learned from two thirds of them. */
const folds = 3

/** Real rows and then synthetic ones, as features, and how they are parted into folds: the same for every judge. */
export interface TwoSamples {
  readonly features: readonly Feature[]
  /** 1 for synthetic rows. */
  readonly synthetic: Uint8Array
  readonly fold: Uint8Array
}

function twoSamples(real: Table, synthetic: Table, { columns, memo }: MetricContext): TwoSamples {
  return memo('two samples', [real, synthetic], () => {
    const features = featuresOf([real, synthetic], columns)
    const rows = real.rows + synthetic.rows
    const isSynthetic = Uint8Array.from({ length: rows }, (_, row) => (row < real.rows ? 0 : 1))
    return { features, synthetic: isSynthetic, fold: foldsByContent(features, rows, folds) }
  })
}

/** What a judge has found, and the result in which it is said: 1 - |2 area - 1|, with the area as a part. */
export interface JudgedPair<Model> extends TwoSampleTest<Model> {
  readonly result: MetricResult
}

/** Whether a judge tells these rows apart. Two tables of the same rows can't be told apart by anybody, and are not judged. */
function* judged<Model>(judge: TwoSampleJudge<Model>, { features, fold, synthetic }: TwoSamples, tested: boolean): Work<JudgedPair<Model>> {
  const same = haveSameRows(features, synthetic)
  const test = same ? { area: 0.5, p: null, models: [] } : yield* testingTwoSamples(judge, fold, synthetic, { tested })
  const parts = [{ name: 'auc', label: 'Area under the curve: 0.5 is a guess, 1 is certainty', value: test.area }]
  return { ...test, result: { value: separationScore(test.area), p: test.p, parts } }
}

/** 1 for an area of one half, 0 for an area of 0 or 1. */
export function separationScore(area: number): number {
  return 1 - Math.abs(2 * area - 1)
}

/** 1 - |2 AUC - 1| as in `c2st`, by a logistic regression on numbers and levels without interactions, with a ridge of 1. */
export const c2stLogistic = defineMetric({
  name: 'c2st-logistic',
  title: 'Told apart by a straight line',
  standardName: 'Logistic C2ST',
  plain:
    'Can a simple weighing of all columns tell synthetic rows from real ones? 1 means it can only guess. Blind to how columns go together.',
  references: twoSamplePapers,
  level: 'joint',
  implies: 'Q(row) = P(row): no weighted sum over columns tells them apart; rows of independent columns pass',
  missing: 'A value of its own, by which rows may be told apart.',
  mostRows: 10_000,
  mostDraws: 3,
  floor: 'uniform',
  *steps(input, context) {
    const reference = referenceOf(input)
    const samples = twoSamples(reference, input.synthetic, context)
    const { result } = yield* judged(logisticJudge([reference, input.synthetic], samples, context), samples, !context.unjudged)
    return result
  },
})

function logisticJudge(tables: readonly Table[], { synthetic }: TwoSamples, { columns }: MetricContext): TwoSampleJudge<Logistic> {
  const joined = concatTables(tables)
  const predictors = columns.map(({ name }) => designColumn(joined.column(name)))
  const design = makeDesign(planDesign(predictors), predictors)
  return {
    learn: (rows) =>
      fittingLogistic(
        takeDesign(design, rows),
        Uint8Array.from(rows, (row) => synthetic[row]),
        2,
      ),
    score: ({ coefficients }, rows) => {
      const scores = new Float64Array(rows.length)
      linearScores(takeDesign(design, rows), coefficients, scores)
      return scores
    },
  }
}

function designColumn(column: Column): DesignColumn {
  if (isNumberColumn(column)) return { kind: 'number', values: column.values }
  return { kind: 'level', codes: column.values, levels: column.levels.length }
}

/** An area this many standard errors below one half is no accident. */
const standardErrors = 4

/**
 * 1 - |2 AUC - 1| as in `c2st`, against the training rows, and how much harder they are to tell from synthetic rows than the holdout
 * is. A model that has learned the distribution and nothing else is as far from both. Rows nearer to training rows than chance brings
 * them push the area below one half: a synthetic row looks real where its original was seen, and the original synthetic.
 */
export const c2stTraining = defineMetric({
  name: 'c2st-training',
  title: 'Told apart from training rows',
  standardName: 'C2ST against the training rows',
  plain:
    'Can a learner tell synthetic rows from those the model learned from? 1 means it can only guess; below its ceiling by copying, too.',
  references: twoSamplePapers,
  level: 'joint',
  implies: 'Q(row) = P(row), and synthetic rows are no nearer to the training rows than other rows are',
  missing: 'A value of its own, by which rows may be told apart.',
  needs: ['holdout'],
  cost: 'full',
  mostRows: 5000,
  mostDraws: 3,
  *steps(input, context) {
    const { training, holdout, synthetic } = input as WithHoldout
    if (training.rows === 0) return { value: null, reason: 'There are no real rows to compare with.' }
    const pairs: JudgedPair<Boosted>[] = []
    for (const real of [training, holdout]) {
      const samples = twoSamples(real, synthetic, context)
      pairs.push(
        yield* judged(boostedJudge(samples.features, samples.synthetic, boosting), samples, real === training && !context.unjudged),
      )
    }
    const [own, fresh] = pairs as [JudgedPair<Boosted>, JudgedPair<Boosted>]
    const { area, p } = own
    const parts: MetricPart[] = [
      { name: 'auc-training', label: 'Area under the curve against training rows; below 0.5 by copying', value: area },
      { name: 'auc-holdout', label: 'Area under the curve against as many holdout rows', value: fresh.area },
      {
        name: 'gap',
        label: 'How much harder training rows are to tell from synthetic ones than fresh rows',
        value: fresh.area - area,
      },
    ]
    const error = Math.sqrt((training.rows + synthetic.rows + 1) / (12 * training.rows * synthetic.rows))
    const notes =
      area < 0.5 - standardErrors * error
        ? [
            'Synthetic rows lie nearer to training rows than chance brings them: the learner takes each for the other. Some may be copies, slightly changed.',
          ]
        : []
    return { value: separationScore(area), p, parts, notes }
  },
})
