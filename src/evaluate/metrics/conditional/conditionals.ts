import { logScore, type ProperScore, rankedScore } from '../../../learn/proper-scores.js'
import type { Work } from '../../../learn/turn.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, type MetricCurve, type MetricDetail, memoWork, spectrumPaper } from '../../metric.js'
import { responseOf } from '../../tables/response.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, meanResult, type WithHoldout } from '../results.js'
import { learnPredictive } from './predictive.js'

/** How well one column follows from all others, as learned from real and from synthetic rows, on real rows that neither has seen. */
export interface ConditionalScore {
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
function* conditionalsOf({ training, synthetic, holdout }: WithHoldout, context: MetricContext): Work<readonly ConditionalScore[]> {
  return yield* memoWork(context.memo, 'conditionals', [training, synthetic, holdout], function* () {
    const [real, made] = cutToOneSize([training, synthetic], context)
    const scores: ConditionalScore[] = []
    for (const index of context.columns.keys())
      scores.push(yield* conditionalOf(index, { training: real, synthetic: made, holdout }, context))
    return scores
  })
}

function* conditionalOf(index: number, { training, synthetic, holdout }: WithHoldout, context: MetricContext): Work<ConditionalScore> {
  const { name } = context.columns[index] as { readonly name: string }
  const { classes, ordered, codes } = responseOf(name, training, context)
  const score: ProperScore = ordered ? rankedScore : logScore
  const learn = (source: Table) => learnPredictive(index, source, training, context)
  const real = context.memo(`predictive ${name}`, [training], () => learn(training))
  const { margin } = real
  yield
  const fromReal = real.predict(holdout)
  yield
  const fromSynthetic = learn(synthetic).predict(holdout)
  yield
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

/**
 * Mean over all columns of 1 - the mean distance, over holdout rows, between the column's distribution given all others as boosted
 * trees learned it from the training rows and as they learned it from as many synthetic rows: total variation for levels, Wasserstein's
 * distance over the ranks of 20 quantile bins for columns in order. Unlike the skill it also sees what synthetic rows tell about a column
 * of which real rows tell nothing. Each column's detail holds how open the two leave the outcome (mean expected loss by each itself).
 */
export const conditionalAgreement = defineMetric({
  name: 'conditional-agreement',
  title: 'Same predictions',
  standardName: 'Agreement of conditional distributions',
  plain:
    'Do predictions of each column learned from synthetic rows agree, row by row, with those learned from real rows? 1 means they are the same.',
  references: [spectrumPaper],
  level: 'conditional',
  implies: 'Q(column | all others) = P(column | all others), for every column, at the real rows',
  missing: 'A value of its own, among what is predicted as among what is predicted from; equally far from all numbers.',
  needs: ['holdout'],
  mostRows: 5000,
  mostDraws: 3,
  refused: unpredictable,
  *steps(input, context) {
    const conditionals = yield* conditionalsOf(input as WithHoldout, context)
    const details = conditionals.map(({ name, distance, realSpread, syntheticSpread }) => ({
      columns: [name],
      value: 1 - distance,
      real: realSpread,
      synthetic: syntheticSpread,
    }))
    return meanResult(details, '')
  },
})

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
  standardName: 'Train on synthetic, test on real (TSTR), every column',
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
  *steps(input, context) {
    const conditionals = yield* conditionalsOf(input as WithHoldout, context)
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

function detailOf({ name, without, real, synthetic, predictable }: ConditionalScore): MetricDetail {
  const columns = [name]
  if (!predictable)
    return { columns, value: null, reason: "It can't be predicted from the other columns, even from real rows.", real, synthetic }
  return { columns, value: Math.max(0, Math.min(1, (without - synthetic) / (without - real))), real, synthetic }
}

const bins = 10

/** Predictions that a point of the curve stands for, at least. */
const fewest = 50

/** Whether what is foretold with a probability comes true as often: counts of predictions and of what came, by probability. */
export class Calibration {
  readonly #foretold = new Float64Array(bins)
  readonly #came = new Float64Array(bins)
  readonly #count = new Float64Array(bins)

  /** Takes in one prediction, `classes` probabilities that start at `from`, and the class that came. */
  add(probabilities: Float64Array, from: number, classes: number, code: number): void {
    for (let k = 0; k < classes; k++) {
      const probability = probabilities[from + k]
      const bin = Math.min(bins - 1, Math.floor(probability * bins))
      this.#foretold[bin] += probability
      this.#count[bin] += 1
      if (k === code) this.#came[bin] += 1
    }
  }

  /** Takes in all that another one holds. */
  merge(other: Calibration): void {
    for (let bin = 0; bin < bins; bin++) {
      this.#foretold[bin] += other.#foretold[bin]
      this.#came[bin] += other.#came[bin]
      this.#count[bin] += other.#count[bin]
    }
  }

  /** Mean probability and share that came true, one point for each tenth of the probabilities that has enough predictions. */
  curve(): MetricCurve {
    const known = Array.from(this.#count.keys()).filter((bin) => this.#count[bin] >= fewest)
    const share = (of: Float64Array) => known.map((bin) => Math.min(1, of[bin] / this.#count[bin]))
    return {
      name: 'calibration',
      label: 'How often what is foretold with a probability comes true in real rows, as learned from synthetic rows',
      x: share(this.#foretold),
      y: share(this.#came),
    }
  }
}
