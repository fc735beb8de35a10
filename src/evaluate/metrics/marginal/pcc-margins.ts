import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult } from '../results.js'
import { familyNotes } from '../surrogate/notes.js'
import { kept, logDensityGap, surrogateMetric, twoModels } from '../surrogate/two-models.js'

/**
 * Mean over columns of exp(-max(0, D)), with D the mean over holdout rows of log P^(cell) - log Q^(cell), all other cells of the row being
 * summed out: P^ is a surrogate, probabilistic cross-categorisation, of the training rows, Q^ one of as many synthetic rows. D estimates
 * KL(P, Q) - KL(P, P^) of the column, so that one which lacks values loses, and one which has others too. A detail's `real` and
 * `synthetic` are the mean log densities under P^ and Q^.
 */
export const pccMargins = defineMetric({
  name: 'pcc-margins',
  ...surrogateMetric,
  title: 'Single values foreseen',
  standardName: 'Held-out marginal log-likelihood',
  plain:
    'Does a model of the synthetic rows foresee the values of each column of unseen real rows as well as a model of real rows does? 1 means as well; 0.9 that they get nine tenths of the probability.',
  level: 'marginal',
  implies: 'E log Q(column) = E log P(column) over real rows, that is Q(column) = P(column), for every column',
  missing: 'A value of its own.',
  needs: ['holdout'],
  floor: 'uniform',
  *steps(input, context) {
    const models = yield* twoModels(input, context)
    const { judge, tables, real, synthetic } = models
    const [ofReal, ofSynthetic] = [yield* judge.margins(real, tables.fresh), yield* judge.margins(synthetic, tables.fresh)]
    const details = context.columns.map(({ name }, i): MetricDetail => {
      const logs = [ofReal[i], ofSynthetic[i]] as const
      const { mean } = logDensityGap(...logs)
      if (mean === null) return { columns: [name], value: null, reason: 'The surrogates give none of its values a probability.' }
      const [a, b] = logs.map(meanOf) as [number, number]
      return { columns: [name], value: kept(mean), ...(Number.isFinite(a) && Number.isFinite(b) ? { real: a, synthetic: b } : {}) }
    })
    return { ...meanResult(details, 'The surrogates give no value a probability.'), notes: familyNotes(context) }
  },
})

function meanOf(logs: Float64Array): number {
  return logs.reduce((sum, log) => sum + log, 0) / logs.length
}
