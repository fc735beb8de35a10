import { crossedJudge } from '../../../learn/two-sample/two-sample.js'
import type { Metric, Reference } from '../../metric.js'
import { incomparable, referenceOf } from '../details.js'
import { spectrumPaper } from '../spectrum.js'
import { givesAway } from './gives-away.js'
import { judged, twoSamples } from './two-samples.js'

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
export const c2st: Metric = {
  name: 'c2st',
  title: 'Told apart by trees',
  plain: 'Can a learner tell synthetic rows from real ones? 1 means it can only guess, 0 that it always knows.',
  references: twoSamplePapers,
  family: 'fidelity',
  level: 'joint',
  implies: 'Q(row) = P(row): no function of a whole row tells them apart',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'A value of its own, by which rows may be told apart.',
  needs: [],
  cost: 'standard',
  mostRows: 10_000,
  mostDraws: 3,
  floor: 'permuted',
  compute(input, context) {
    const refused = incomparable(input, context)
    if (refused) return refused
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
}
