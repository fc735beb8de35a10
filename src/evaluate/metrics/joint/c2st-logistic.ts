import { type DesignColumn, linearScores, makeDesign, planDesign, takeDesign } from '../../../learn/linear/design.js'
import { fitLogistic, type Logistic } from '../../../learn/linear/logistic.js'
import type { Judge } from '../../../learn/two-sample/two-sample.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import { concatTables, type Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { twoSamplePapers } from './c2st.js'
import { judged, type TwoSamples, twoSamples } from './two-samples.js'

/** 1 - |2 AUC - 1| as in `c2st`, by a logistic regression on numbers and levels without interactions, with a ridge of 1. */
export const c2stLogistic = defineMetric({
  name: 'c2st-logistic',
  title: 'Told apart by a straight line',
  plain:
    'Can a simple weighing of all columns tell synthetic rows from real ones? 1 means it can only guess. Blind to how columns go together.',
  references: twoSamplePapers,
  level: 'joint',
  implies: 'Q(row) = P(row): no weighted sum over columns tells them apart; rows of independent columns pass',
  missing: 'A value of its own, by which rows may be told apart.',
  mostRows: 10_000,
  mostDraws: 5,
  floor: 'uniform',
  compute(input, context) {
    const reference = referenceOf(input)
    const samples = twoSamples(reference, input.synthetic, context)
    return judged(logisticJudge([reference, input.synthetic], samples, context), samples).result
  },
})

function logisticJudge(tables: readonly Table[], { synthetic }: TwoSamples, { columns }: MetricContext): Judge<Logistic> {
  const joined = concatTables(tables)
  const predictors = columns.map(({ name }) => designColumn(joined.column(name)))
  const design = makeDesign(planDesign(predictors), predictors)
  return {
    learn: (rows) =>
      fitLogistic(
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
