import type { Table } from '../../../table/table.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { cutToOneSize } from '../results.js'
import { familyNotes, surrogatePapers } from '../surrogate/notes.js'
import { scoredRows } from '../surrogate/pcc-judge.js'
import { kept, logDensityGap, surrogateMetric, twoModels } from '../surrogate/two-models.js'
import { missingCount } from './rates.js'

/**
 * Mean of two scores, each counting half. P^ is a surrogate, probabilistic cross-categorisation, of the training rows, Q^ one of as many
 * synthetic rows; both are asked about holdout rows.
 * - pattern: exp(-max(0, D)), with D the mean of log P^(pattern) - log Q^(pattern), the pattern of a row being which of its cells are
 *   missing: rates, pairs and patterns;
 * - reason: the mean over columns of exp(-max(0, D)), with D the same of whether the cell is missing given all other cells of its row:
 *   what missing values depend on.
 * As D estimates KL(P, Q) - KL(P, P^), missing values lose that are too rare, too frequent, or too well or too badly foreseen. Columns in
 * which no table has a missing value don't count. A detail's `real` and `synthetic` are the shares of missing cells in the rows that P^ and
 * Q^ were fitted to.
 */
export const pccMissingness = defineMetric({
  name: 'pcc-missingness',
  ...surrogateMetric,
  title: 'Missing values foreseen',
  standardName: 'Held-out log-likelihood of missingness',
  plain:
    'Does a model of the synthetic rows foresee which cells of unseen real rows are missing as well as a model of real rows does? 1 means as well; 0.9 that it gives them nine tenths of the probability.',
  references: [...surrogatePapers, { author: 'Rubin', year: 1976, title: 'Inference and missing data' }],
  level: 'missingness',
  implies: 'Q(pattern of missing cells in a row) = P(the same), and Q(column is missing | all others) = P(the same), for every column',
  missing: 'They are what is foreseen; among the cells that it is foreseen from, a value of its own.',
  needs: ['holdout'],
  floor: 'uniform',
  *steps(input, context) {
    const models = yield* twoModels(input, context)
    const { judge, tables, fitted, made, real, synthetic } = models
    const { fresh } = tables
    const mayMiss = context.columns.map(({ name }) => [fitted, made, fresh].some((table) => missingCount(table, name, context) > 0))
    if (!mayMiss.includes(true)) return { value: 1, reason: 'No value is missing, in the real rows or the synthetic ones.', details: [] }
    yield
    const pattern = logDensityGap(judge.patterns(real, fresh), judge.patterns(synthetic, fresh))
    const [some] = cutToOneSize([fresh], context, scoredRows) as [Table]
    const [ofReal, ofSynthetic] = [yield* judge.presence(real, some), yield* judge.presence(synthetic, some)]
    const share = (table: Table, name: string) => missingCount(table, name, context) / table.rows
    const lost = context.columns.map((_, i) => logDensityGap(ofReal[i], ofSynthetic[i]).mean ?? 0)
    const details = context.columns.flatMap(({ name }, i): MetricDetail[] => {
      if (!mayMiss[i]) return []
      return [{ columns: [name], value: kept(lost[i]), real: share(fitted, name), synthetic: share(made, name) }]
    })
    const reason = details.reduce((sum, { value }) => sum + (value as number), 0) / details.length
    return {
      value: (kept(pattern.mean ?? 0) + reason) / 2,
      details,
      parts: [
        { name: 'pattern', label: "Part of the probability of a row's pattern that is kept", value: kept(pattern.mean ?? 0) },
        { name: 'reason', label: 'The same of whether a cell is missing given its row, mean over columns', value: reason },
        { name: 'difference', label: 'Nats per row by which the model of real rows foresees patterns better', value: pattern.mean },
        { name: 'difference-error', label: 'Standard error of that', value: pattern.error },
      ],
      notes: familyNotes(context),
    }
  },
})
