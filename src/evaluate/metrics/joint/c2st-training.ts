import type { Boosted } from '../../../learn/boosting/boosting.js'
import { boostedJudge } from '../../../learn/two-sample/two-sample.js'
import type { MetricPart } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import type { WithHoldout } from '../results.js'
import { boosting, twoSamplePapers } from './c2st.js'
import { type Judged, judged, scoreOf, twoSamples } from './two-samples.js'

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
  plain:
    'Can a learner tell synthetic rows from those the model learned from? 1 means it can only guess; below its ceiling by copying, too.',
  references: twoSamplePapers,
  level: 'joint',
  implies: 'Q(row) = P(row), and synthetic rows are no nearer to the training rows than other rows are',
  missing: 'A value of its own, by which rows may be told apart.',
  needs: ['holdout'],
  mostRows: 5000,
  mostDraws: 3,
  compute(input, context) {
    const { training, holdout, synthetic } = input as WithHoldout
    if (training.rows === 0) return { value: null, reason: 'There are no real rows to compare with.' }
    const [own, fresh] = [training, holdout].map((real) => {
      const samples = twoSamples(real, synthetic, context)
      return judged(boostedJudge(samples.features, samples.synthetic, boosting), samples)
    }) as [Judged<Boosted>, Judged<Boosted>]
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
    return { value: scoreOf(area), p, parts, notes }
  },
})
