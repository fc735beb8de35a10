import { logScore, type ProperScore, rankedScore } from '../../../learn/proper-scores.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { cutToOneSize } from '../../tables/random-rows.js'
import { responseOf } from '../../tables/response.js'
import type { WithHoldout } from '../results.js'
import { Calibration } from './calibration.js'
import { learnPredictive } from './predictive.js'

/** How well one column follows from all others, as learned from real and from synthetic rows, on real rows that neither has seen. */
export interface Conditional {
  readonly name: string
  /** Mean loss of the column's own distribution, and of what was learned from real and from synthetic rows. */
  readonly without: number
  readonly real: number
  readonly synthetic: number
  /** Whether the real rows tell anything about the column: the gain is above two standard errors. */
  readonly predictable: boolean
  /** Mean distance of the two predicted distributions, 0 to 1. */
  readonly distance: number
  /** How open the two leave the outcome: mean expected loss, by each itself. */
  readonly realSpread: number
  readonly syntheticSpread: number
  /** Of what was learned from synthetic rows. */
  readonly calibration: Calibration
}

/** Standard errors by which other columns must help for a column to count as predictable. */
const standardErrors = 2

/**
 * The conditionals of every column of the context; `holdout` must be there. Levels without order are scored by log loss, columns in
 * order by the ranked probability score of their quantile bins; missing is a class of either.
 */
export function conditionalsOf({ training, synthetic, holdout }: WithHoldout, context: MetricContext): readonly Conditional[] {
  return context.memo('conditionals', [training, synthetic, holdout], () => {
    const [real, made] = cutToOneSize([training, synthetic], context)
    return context.columns.map((_, index) => {
      context.signal?.throwIfAborted()
      return conditionalOf(index, { training: real, synthetic: made, holdout }, context)
    })
  })
}

function conditionalOf(index: number, { training, synthetic, holdout }: WithHoldout, context: MetricContext): Conditional {
  const { name } = context.columns[index] as { readonly name: string }
  const { classes, ordered, codes } = responseOf(name, training, context)
  const score: ProperScore = ordered ? rankedScore : logScore
  const learn = (source: Table) => learnPredictive(index, source, training, context)
  const real = context.memo(`predictive ${name}`, [training], () => learn(training))
  const { margin } = real
  const fromReal = real.predict(holdout)
  const fromSynthetic = learn(synthetic).predict(holdout)
  const came = codes(holdout.column(name))
  const calibration = new Calibration()
  const sums = { without: 0, real: 0, synthetic: 0, distance: 0, realSpread: 0, syntheticSpread: 0, gainSquares: 0 }
  for (let row = 0, from = 0; row < came.length; row++, from += classes) {
    const code = came[row]
    const without = score.loss(margin, 0, classes, code)
    const told = score.loss(fromReal, from, classes, code)
    sums.without += without
    sums.real += told
    sums.gainSquares += (without - told) ** 2
    sums.synthetic += score.loss(fromSynthetic, from, classes, code)
    sums.distance += score.distance(fromReal, fromSynthetic, from, classes)
    sums.realSpread += score.spread(fromReal, from, classes)
    sums.syntheticSpread += score.spread(fromSynthetic, from, classes)
    calibration.add(fromSynthetic, from, classes, code)
  }
  const n = came.length
  const gain = (sums.without - sums.real) / n
  const error = Math.sqrt(Math.max(0, sums.gainSquares / n - gain ** 2) / n)
  return {
    name,
    without: sums.without / n,
    real: sums.real / n,
    synthetic: sums.synthetic / n,
    predictable: gain > Math.max(standardErrors * error, 1e-12),
    distance: Math.min(1, sums.distance / n),
    realSpread: sums.realSpread / n,
    syntheticSpread: sums.syntheticSpread / n,
    calibration,
  }
}
