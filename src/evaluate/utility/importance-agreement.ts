import { spearman } from '../../stats/spearman.js'
import type { ColumnSchema } from '../../table/schema.js'
import { cutToOneSize } from '../cut.js'
import { meanResult } from '../details.js'
import type { Metric, MetricContext, MetricDetail } from '../metric.js'
import { predictionRefused, targetsOf, type WithHoldout } from '../refusal.js'
import { importancesOf } from './importances.js'
import { trainedOn } from './trained.js'

/** Rows that importances are measured on: each column is shuffled in turn, and order needs no more. */
const askedRows = 2000
/** Predictors whose order says anything. */
const fewestPredictors = 3

/**
 * Mean over targets of Spearman's correlation between how important each predictor is to boosted trees trained on training rows and to
 * the same trained on as many synthetic rows. Importance is by how much predictions of holdout rows change when
 * the predictor is shuffled. Details: each predictor's share of all importance.
 */
export const importanceAgreement: Metric = {
  name: 'importance-agreement',
  title: 'What matters for the target',
  plain:
    'Do the same columns matter for predicting the target, in the same order, whether one learns from real or from synthetic rows? 1 means the same order, 0 none in common.',
  references: [
    { author: 'Breiman', year: 2001, title: 'Random Forests' },
    { author: 'Fisher, Rudin, Dominici', year: 2019, title: "All Models are Wrong, but Many are Useful: Learning a Variable's Importance" },
    { author: 'Spearman', year: 1904, title: 'The proof and measurement of association between two things' },
  ],
  family: 'utility',
  level: 'utility',
  implies: 'the best prediction of the target depends on the other columns in the same way under Q and P',
  necessity: 'necessary',
  goal: 'maximize',
  range: [-1, 1],
  basis: 'model-free',
  missing: 'A value of its own among predictors and levels; rows without the number that is to be predicted are left out.',
  needs: ['target', 'holdout'],
  cost: 'standard',
  mostRows: 25_000,
  mostDraws: 3,
  floor: 'permuted',
  compute(input, context) {
    const refused = predictionRefused(importanceAgreement, input, context)
    if (refused) return refused
    if (context.columns.length <= fewestPredictors)
      return { value: null, reason: 'With fewer than three predictors their order says nothing.' }
    const found = targetsOf(context).map((target) => compared(target, input as WithHoldout, context))
    const { value, reason } = meanResult(
      found.map(({ agreement }) => agreement),
      'No predictor matters, even to what real rows teach.',
    )
    return { value, ...(reason === undefined ? {} : { reason }), details: found.flatMap(({ details }) => details) }
  },
}

function compared(target: ColumnSchema, input: WithHoldout, context: MetricContext) {
  const { task, real, synthetic } = trainedOn(target, input, context).find(({ learner }) => learner.name === 'boosted') as ReturnType<
    typeof trainedOn
  >[number]
  const [asked] = cutToOneSize([input.holdout], context, askedRows)
  const [forReal, forSynthetic] = [real, synthetic].map((predict) => sharesOf(importancesOf(task, predict, asked as never, context))) as [
    Float64Array,
    Float64Array,
  ]
  const others = context.columns.flatMap((_, i) => (i === task.index ? [] : [i]))
  const details = others.map((i): MetricDetail => {
    const columns = [target.name, (context.columns[i] as ColumnSchema).name]
    const [a, b] = [forReal[i] as number, forSynthetic[i] as number]
    return { columns, value: 1 - Math.abs(a - b), real: a, synthetic: b }
  })
  const order = (shares: Float64Array) => Float64Array.from(others, (i) => shares[i] as number)
  const agreement = spearman(order(forReal), order(forSynthetic))
  // What real rows teach has an order, what synthetic rows teach has none.
  const lost = forReal.some((share) => share > 0) ? 0 : null
  return { agreement: { columns: [target.name], value: Number.isNaN(agreement) ? lost : agreement }, details }
}

/** As shares of their sum; all 0 where nothing matters. */
function sharesOf(importances: Float64Array): Float64Array {
  const sum = importances.reduce((total, importance) => total + importance, 0)
  return importances.map((importance) => (sum > 0 ? importance / sum : 0))
}
