import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, meanResult, referenceOf, targetsOf } from '../results.js'
import { type Regressions, regressionsOf } from './regressions.js'

/** Of the standard normal distribution, for intervals of 95 %. */
const z = 1.959963984540054

/**
 * Mean over coefficients of the overlap of their 95 % confidence intervals from real and from as many synthetic rows, in the regression
 * of the target on all other columns: linear for numbers, logistic for levels (the commonest against the rest, booleans as they are). The
 * overlap is the mean of the two shares of an interval that the other covers; 0 where they don't meet, where Karr et al. go below, and
 * where synthetic rows don't determine the coefficient. Terms: numbers over their real standard deviation, and levels with 2 % of the
 * real rows beside the commonest of their column. Terms that follow from those before them have no coefficient.
 */
export const regressionOverlap = defineMetric({
  name: 'regression-overlap',
  title: 'Regression of the target',
  standardName: 'Confidence interval overlap',
  plain:
    'Would an analyst who runs the obvious regression on synthetic rows come to the same coefficients, within their errors? 1 means the same intervals.',
  references: [
    {
      author: 'Karr, Kohnen, Oganian, Reiter, Sanil',
      year: 2006,
      title: 'A Framework for Evaluating the Utility of Data Altered to Protect Confidentiality',
    },
    { author: 'Snoke, Raab, Nowok, Dibben, Slavkovic', year: 2018, title: 'General and specific utility measures for synthetic data' },
  ],
  level: 'utility',
  implies: 'the regression of the target on all other columns is the same under Q and P',
  missing: 'Rows without a target are left out; a predictor that is missing has a coefficient for that, and counts as its mean.',
  needs: ['target'],
  mostRows: 10_000,
  mostDraws: 5,
  refused: unpredictable,
  *steps(input, context) {
    const [real, synthetic] = cutToOneSize([referenceOf(input), input.synthetic], context) as [Table, Table]
    const found: { readonly target: ColumnSchema; readonly regressions: Regressions | string }[] = []
    for (const target of targetsOf(context)) found.push({ target, regressions: yield* regressionsOf(target, real, synthetic, context) })
    const details = found.flatMap(({ target: { name }, regressions }) =>
      typeof regressions === 'string' ? [{ columns: [name], value: null, reason: regressions }] : overlaps(name, regressions),
    )
    const notes = found.flatMap(({ regressions }) =>
      typeof regressions === 'string' || regressions.leftOut.length === 0
        ? []
        : [`Columns that say least about the target are left out: ${regressions.leftOut.join(', ')}.`],
    )
    const first = details.find(({ value }) => value === null)
    return {
      ...meanResult(details, `There is no regression to compare: ${first?.reason ?? 'it has no coefficients.'}`),
      parts: partsOf(found.map(({ regressions }) => regressions)),
      notes,
    }
  },
})

function overlaps(target: string, { terms, real, synthetic }: Regressions): MetricDetail[] {
  return terms.flatMap(({ column, level, at }): MetricDetail[] => {
    const [a, b] = [real.estimates[at], synthetic.estimates[at]]
    if (Number.isNaN(a)) return []
    const shared = { columns: [target, column], ...(level === null ? {} : { part: level }), real: a }
    if (Number.isNaN(b)) return [{ ...shared, value: 0 }]
    return [{ ...shared, value: intervalOverlap(a, real.errors[at] * z, b, synthetic.errors[at] * z), synthetic: b }]
  })
}

/** The mean share of two intervals, given as middles and half widths, that lies in the other; one without width lies in it or doesn't. */
export function intervalOverlap(a: number, halfA: number, b: number, halfB: number): number {
  const shared = Math.min(a + halfA, b + halfB) - Math.max(a - halfA, b - halfB)
  if (!(shared >= 0)) return 0
  const share = (half: number, other: number) => (Math.abs(a - b) + half <= other ? 1 : Math.min(1, shared / (2 * half)))
  return (share(halfA, halfB) + share(halfB, halfA)) / 2
}

/** How far coefficients are apart in standard errors, and how often an analyst would come to the same verdict about them. */
function partsOf(found: readonly (Regressions | string)[]) {
  let [distance, same, count] = [0, 0, 0]
  for (const regressions of found) {
    if (typeof regressions === 'string') continue
    const { terms, real, synthetic } = regressions
    for (const { at } of terms) {
      const [a, b, error] = [real.estimates[at], synthetic.estimates[at], real.errors[at]]
      if (Number.isNaN(a) || Number.isNaN(b) || !(error > 0)) continue
      distance += Math.abs(a - b) / error
      if (verdict(a, error) === verdict(b, synthetic.errors[at])) same++
      count++
    }
  }
  if (count === 0) return []
  return [
    {
      name: 'standardised-difference',
      label: 'mean difference of coefficients in standard errors of the real ones',
      value: distance / count,
    },
    {
      name: 'same-verdict',
      label: 'share of coefficients that are significantly above 0, below 0, or neither, on both sides',
      value: same / count,
    },
  ]
}

function verdict(estimate: number, error: number): number {
  return Math.abs(estimate) <= z * error ? 0 : Math.sign(estimate)
}
