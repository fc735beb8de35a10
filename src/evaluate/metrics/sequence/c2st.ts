import { boostedJudge, haveSameRows, twoSampleTest } from '../../../learn/two-sample/two-sample.js'
import { defineMetric } from '../define-metric.js'
import { boosting, twoSamplePapers } from '../joint/c2st.js'
import { scoreOf } from '../joint/two-samples.js'
import { rowPairs } from './row-pairs.js'
import type { SequencePair } from './sequences.js'
import { sequenceNotes, stepsRefused } from './steps.js'

const stream = 0x7371

/**
 * 1 - |2 AUC - 1|: boosted trees learn to tell synthetic rows, each with the row before it and the difference of the two, from real ones. AUC
 * is the chance that an unseen synthetic pair looks more synthetic to them than an unseen real one. All pairs of a sequence are in
 * one fold. There is no p-value: pairs of one sequence are no independent draws.
 */
export const sequenceC2st = defineMetric({
  name: 'sequence-c2st',
  title: 'Row after row told apart',
  plain: 'Can a learner tell a synthetic row with the row before it from a real one? 1 means it can only guess, 0 that it always knows.',
  references: twoSamplePapers,
  level: 'sequence',
  implies: 'Q(row, next row) = P(row, next row): no function of the two tells them apart',
  missing: 'A value of its own, by which rows may be told apart.',
  needs: ['sequence-key'],
  mostDraws: 3,
  refused: stepsRefused,
  compute(input, context) {
    const pair = input.sequences as SequencePair
    const { features, synthetic, fold } = rowPairs(pair, context, context.rng.split(stream))
    const same = haveSameRows(features, synthetic)
    const area = same ? 0.5 : twoSampleTest(boostedJudge(features, synthetic, boosting), fold, synthetic).area
    return {
      value: scoreOf(area),
      parts: [{ name: 'auc', label: 'Area under the curve: 0.5 is a guess, 1 is certainty', value: area }],
      notes: sequenceNotes(pair),
    }
  },
})
