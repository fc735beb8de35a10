import type { Work } from '../../../learn/turn.js'
import { createRng } from '../../../random/rng.js'
import type { ColumnSchema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, meanResult, targetsOf, type WithHoldout } from '../results.js'
import type { Predict, PredictionTask } from './learners.js'
import { learnTargets, trainedOn } from './tstr.js'

/** Rows that importances are measured on: each column is shuffled in turn, and means need no more. */
const askedRows = 2000

/**
 * Mean over targets of the sum over predictors of min(a, b), over the sum of max(a, b): a is how important the predictor is to boosted
 * trees trained on training rows, b to the same trained on as many synthetic rows. Importance is by how much predictions of holdout rows
 * change when the predictor is shuffled. So it tells a dependence that is too weak or too strong, not only one in the wrong place; the
 * mere order of predictors is much the same for all tables. Details: each predictor's share of all importance.
 *
 * It tells a table that lost what the target hangs on, and little else: columns that say the same share their importance by chance, so that
 * real rows are well below 1 among themselves, and vary by more than good tables differ. \`tstr\` tells those apart.
 */
export const importanceAgreement = defineMetric({
  name: 'importance-agreement',
  title: 'What matters for the target',
  standardName: 'Permutation importance agreement',
  plain:
    'Do predictions of the target hang on the same columns, and as much, whether one learns from real or from synthetic rows? 1 means the same, 0 nothing in common. Columns that say the same stand in for each other by chance, so even real rows are well below 1.',
  references: [
    { author: 'Breiman', year: 2001, title: 'Random Forests' },
    { author: 'Fisher, Rudin, Dominici', year: 2019, title: "All Models are Wrong, but Many are Useful: Learning a Variable's Importance" },
    {
      author: 'Ružička',
      year: 1958,
      title: 'Anwendung mathematisch-statistischer Methoden in der Geobotanik',
    },
  ],
  level: 'utility',
  implies: 'the best prediction of the target depends on the other columns in the same way under Q and P',
  missing: 'A value of its own among predictors and levels; rows without the number that is to be predicted are left out.',
  needs: ['target', 'holdout'],
  mostRows: 10_000,
  mostDraws: 3,
  refused: unpredictable,
  *steps(input, context) {
    yield* learnTargets(targetsOf(context), input as WithHoldout, context)
    const found: Compared[] = []
    for (const target of targetsOf(context)) found.push(yield* compared(target, input as WithHoldout, context))
    const { value, reason } = meanResult(
      found.map(({ agreement }) => agreement),
      'No predictor matters, even to what real rows teach.',
    )
    return { value, ...(reason === undefined ? {} : { reason }), details: found.flatMap(({ details }) => details) }
  },
})

interface Compared {
  readonly agreement: MetricDetail
  readonly details: readonly MetricDetail[]
}

function* compared(target: ColumnSchema, input: WithHoldout, context: MetricContext): Work<Compared> {
  const { task, real, synthetic } = trainedOn(target, input, context).find(({ learner }) => learner.name === 'boosted') as ReturnType<
    typeof trainedOn
  >[number]
  const [asked] = cutToOneSize([input.holdout], context, askedRows)
  const ofReal = yield* importancesOf(task, real, asked as never, context)
  const ofSynthetic = yield* importancesOf(task, synthetic, asked as never, context)
  const [forReal, forSynthetic] = [sharesOf(ofReal), sharesOf(ofSynthetic)]
  const others = context.columns.flatMap((_, i) => (i === task.index ? [] : [i]))
  const details = others.map((i): MetricDetail => {
    const columns = [target.name, context.columns[i].name]
    const [a, b] = [forReal[i], forSynthetic[i]]
    return { columns, value: 1 - Math.abs(a - b), real: a, synthetic: b }
  })
  return { agreement: { columns: [target.name], value: overlap(ofReal, ofSynthetic) }, details }
}

/** The sum of the smaller of each two over that of the greater; null where nothing matters to the first. */
function overlap(real: Float64Array, synthetic: Float64Array): number | null {
  let [shared, all, own] = [0, 0, 0]
  for (let i = 0; i < real.length; i++) {
    shared += Math.min(real[i], synthetic[i])
    all += Math.max(real[i], synthetic[i])
    own += real[i]
  }
  return own > 0 ? shared / all : null
}

/** As shares of their sum; all 0 where nothing matters. */
function sharesOf(importances: Float64Array): Float64Array {
  const sum = importances.reduce((total, importance) => total + importance, 0)
  return importances.map((importance) => (sum > 0 ? importance / sum : 0))
}

/** Rows are shuffled alike for every model, so that two of them are asked the same questions. */
const shuffles = createRng(0, 11)

/**
 * How much predictions hang on each column of the context: their mean change where its values are dealt anew among the rows, in total
 * variation of the probabilities, or in standard deviations of a number. 0 for the target itself. The truth is not asked: a model that
 * relies on the wrong column relies on it all the same.
 * @see Breiman, 2001, Random Forests, for the shuffling
 */
function* importancesOf(task: PredictionTask, predict: Predict, table: Table, { columns, coding }: MetricContext): Work<Float64Array> {
  const before = predict(table)
  const importances = new Float64Array(columns.length)
  for (const [index, { name }] of columns.entries()) {
    if (index === task.index || table.rows === 0) continue
    yield
    const order = drawPositions(table.rows, table.rows, shuffles.split(index))
    const dealt = coding.take(table.select([name]), () => order, table.rows).column(name)
    const shuffled = new Table(
      table.columns.map((column) => (column.name === name ? dealt : column)),
      table.rows,
    )
    const after = predict(shuffled)
    let change = 0
    for (let i = 0; i < before.length; i++) change += Math.abs(after[i] - before[i])
    importances[index] = change / (task.kind === 'class' ? 2 * table.rows : table.rows)
  }
  return importances
}
