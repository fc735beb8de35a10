import { fittingLogistic, predictLogistic } from '../../../learn/linear/logistic.js'
import { chiSquaredAbove } from '../../../stats/tests/chi-squared.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { interactionDesign } from './interactions.js'

const stream = 0x706d
/** Keeps coefficients finite where a combination occurs on one side only; of no weight beside 20 rows. */
const ridge = 1e-6

/**
 * 1 - pMSE / (c (1 - c)), where pMSE is the mean over rows of (p - c)², p the propensity of a row to be synthetic by a logistic regression
 * on columns and pairs of columns in coarse parts, c the share of synthetic rows. Parts: pMSE itself; S_pMSE, its ratio to what it is on
 * average for two samples of one distribution, (k - 1) c (1 - c) / N with k coefficients and N rows; and the ratio in Snoke's form, to
 * (k - 1) c (1 - c)² / N, which is meant for synthetic rows drawn from a model of the very rows that they are compared with. `p` is from
 * N pMSE / (c (1 - c)), chi-squared with k - 1 degrees of freedom.
 */
export const pmse = defineMetric({
  name: 'pmse',
  title: 'Propensity',
  standardName: 'Propensity score mean squared error (pMSE)',
  plain: 'How well do columns and pairs of columns together predict which rows are synthetic? 1 means not at all.',
  references: [
    {
      author: 'Woo, Reiter, Oganian, Karr',
      year: 2009,
      title: 'Global Measures of Data Utility for Microdata Masked for Disclosure Limitation',
    },
    {
      author: 'Snoke, Raab, Nowok, Dibben, Slavkovic',
      year: 2018,
      title: 'General and specific utility measures for synthetic data',
      url: 'https://arxiv.org/abs/1604.06651',
    },
  ],
  level: 'joint',
  implies: 'Q(row) = P(row): no log-linear model of columns and pairs tells them apart',
  missing: 'A value of its own.',
  cost: 'full',
  mostRows: 5000,
  mostDraws: 3,
  *steps(input, context) {
    const tables = [referenceOf(input), input.synthetic] as const
    const design = interactionDesign(tables, context, context.rng.split(stream))
    const { rows, width } = design
    yield
    const share = tables[1].rows / rows
    const labels = Uint8Array.from({ length: rows }, (_, row) => (row < tables[0].rows ? 0 : 1))
    const chances = predictLogistic(yield* fittingLogistic(design, labels, 2, { ridge }), design)
    let squares = 0
    for (let row = 0; row < rows; row++) squares += (chances[2 * row + 1] - share) ** 2
    const variance = share * (1 - share)
    const chiSquared = squares / variance
    const ratio = (expected: number) => (width === 0 ? null : chiSquared / expected)
    return {
      value: Math.max(0, 1 - squares / rows / variance),
      p: width === 0 ? null : chiSquaredAbove(chiSquared, width),
      parts: [
        { name: 'pmse', label: 'Mean squared deviation of propensities from the share of synthetic rows', value: squares / rows },
        { name: 's-pmse', label: 'The same in units of what two samples of one distribution have on average', value: ratio(width) },
        { name: 's-pmse-snoke', label: "The same by Snoke's formula", value: ratio(width * (1 - share)) },
        { name: 'coefficients', label: 'Coefficients beside the intercept', value: width },
      ],
      ...(width === 0 ? { reason: 'Too few rows, or no column that varies: there is nothing to tell them apart by.' } : {}),
    }
  },
})
