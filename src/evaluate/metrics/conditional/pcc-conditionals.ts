import type { Table } from '../../../table/table.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { cutToOneSize, meanResult } from '../results.js'
import { familyNotes } from '../surrogate/notes.js'
import { scoredRows } from '../surrogate/pcc-judge.js'
import { ppCurve } from '../surrogate/pp-curve.js'
import { surrogateMetric, twoModels } from '../surrogate/two-models.js'

/**
 * Mean over all columns of two scores, each counting half. P^ is a surrogate, probabilistic cross-categorisation, of the training rows,
 * Q^ one of as many synthetic rows.
 * - plausible: 1 - 2 * (area between the pp-curve and the diagonal) of P^(cell | other cells of its row), of holdout and of synthetic rows;
 * - agreement: 1 - the total variation between P^(cell | others) and Q^(cell | others), mean over holdout rows, estimated from the
 *   cells that occurred as the mean of min(1, Q^ / P^).
 * A detail's `real` and `synthetic` are the mean log densities of holdout cells under P^ and Q^.
 */
export const pccConditionals = defineMetric({
  name: 'pcc-conditionals',
  ...surrogateMetric,
  title: 'Each cell given its row',
  standardName: 'Held-out conditional log-likelihood',
  plain:
    'To a model of the real rows, does each cell fit the rest of its row as well in synthetic rows as in real ones, and would a model of synthetic rows expect the same? 1 means yes.',
  level: 'conditional',
  implies: 'Q(column | all others) = P(column | all others), for every column',
  missing: 'A value of its own, which depends on the other columns as any value does.',
  needs: ['holdout'],
  *steps(input, context) {
    const models = yield* twoModels(input, context)
    const { judge, tables, real: p, synthetic: q } = models
    const [some, others] = cutToOneSize([tables.fresh, tables.synthetic], context, scoredRows) as [Table, Table]
    const [real, theirs, own] = [yield* judge.cells(p, some), yield* judge.cells(q, some), yield* judge.cells(p, others)]
    const plausible = real.map((logs, i) => ppCurve(logs, own[i]).score)
    const agreement = real.map((logs, i) => meanOverlap(logs, theirs[i]))
    const details = context.columns.map(({ name }, i): MetricDetail => {
      const means = [real[i], theirs[i]].map((logs) => meanOf(logs))
      const compared = means.every(Number.isFinite) ? { real: means[0], synthetic: means[1] } : {}
      return { columns: [name], value: (plausible[i] + agreement[i]) / 2, ...compared }
    })
    return {
      ...meanResult(details, ''),
      parts: [
        { name: 'plausible', label: 'Cells as plausible given their rows as real cells, mean over columns', value: meanOf(plausible) },
        { name: 'agreement', label: 'Conditionals of the two models agree, mean over columns', value: meanOf(agreement) },
      ],
      notes: familyNotes(context),
    }
  },
})

/** The mean of min(1, q / p) at cells drawn from p: what the two distributions have in common. 1 where p gives none of them. */
function meanOverlap(p: Float64Array, q: Float64Array): number {
  let sum = 0
  let n = 0
  for (let row = 0; row < p.length; row++) {
    const own = p[row]
    if (own === Number.NEGATIVE_INFINITY) continue
    sum += Math.min(1, Math.exp(q[row] - own))
    n++
  }
  return n === 0 ? 1 : sum / n
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}
