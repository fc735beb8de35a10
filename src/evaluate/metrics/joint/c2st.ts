import { takeRows } from '../../../learn/boosting/class-boosting.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { areaUnderCurve, type CrossedBoosted, crossedJudge, crossedScores } from '../../../learn/two-sample/two-sample.js'
import type { Rng } from '../../../random/rng.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { MetricDetail, Reference } from '../../metric.js'
import { spectrumPaper } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { judged, type TwoSamples, twoSamples } from './two-samples.js'

/** Rows with which columns are shuffled at most. */
const mostRows = 2000

/**
 * What each column gives away, as scores: 1 less twice what the area under the curve falls when the column is shuffled among unseen
 * rows, never above 1. `model` has not seen the rows of fold 0. Of columns that say the same, each may go without a loss.
 * @see Breiman, 2001, Random Forests
 */
function givesAway(
  { features, synthetic, fold }: TwoSamples,
  model: CrossedBoosted,
  columns: readonly ColumnSchema[],
  rng: Rng,
): MetricDetail[] {
  const unseen = Int32Array.from(fold.keys()).filter((row) => fold[row] === 0)
  const rows = drawPositions(unseen.length, mostRows, rng.split(0)).map((at) => unseen[at])
  const own = features.map((feature) => takeRows(feature, rows))
  const labels = Uint8Array.from(rows, (row) => synthetic[row])
  const areaOf = (shown: readonly Feature[]) => areaUnderCurve(crossedScores(model, shown, rows.length), labels)
  const area = areaOf(own)
  return columns.map(({ name }, index) => {
    const shuffled = takeRows(own[index], Int32Array.from(drawPositions(rows.length, rows.length, rng.split(1, index))))
    const fall = area - areaOf(own.map((feature, f) => (f === index ? shuffled : feature)))
    return { columns: [name], value: 1 - Math.min(1, Math.max(0, 2 * fall)) }
  })
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

/** Enough to find what there is: twice the trees at half the rate add less than 0.01 to the area. */
export const boosting = { rounds: 50, leaves: 64, learningRate: 0.15 } as const
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
  plain: 'Can a learner tell synthetic rows from real ones? 1 means it can only guess, 0 that it always knows.',
  references: twoSamplePapers,
  level: 'joint',
  implies: 'Q(row) = P(row): no function of a whole row tells them apart',
  missing: 'A value of its own, by which rows may be told apart.',
  mostRows: 10_000,
  mostDraws: 3,
  compute(input, context) {
    const samples = twoSamples(referenceOf(input), input.synthetic, context)
    const { columns, rng } = context
    const judge = crossedJudge(samples.features, samples.synthetic, boosting, rng.split(stream, 0))
    const { result, models } = judged(judge, samples)
    const [model] = models
    const details = model
      ? givesAway(samples, model, columns, rng.split(stream, 1))
      : columns.map(({ name }) => ({ columns: [name], value: 1, reason: 'Both tables hold the same rows.' }))
    return { ...result, details }
  },
})
