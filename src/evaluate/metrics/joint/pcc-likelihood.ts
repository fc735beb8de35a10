import { defineMetric } from '../define-metric.js'
import { familyNotes } from '../surrogate/notes.js'
import { treeLogs } from '../surrogate/pcc-judge.js'
import { kept, logDensityGap, surrogateMetric, twoModels } from '../surrogate/two-models.js'

/**
 * exp(-max(0, D) / columns), with D = L(P^; H) - L(Q^; H) the difference of mean log densities of holdout rows, in nats per row: P^ is a
 * surrogate, probabilistic cross-categorisation, of the training rows, Q^ one of as many synthetic rows. D estimates KL(P, Q) - KL(P, P^),
 * so that a table which lacks a part of the real rows loses, however plausible the rows are that it has. The score is the part of a
 * cell's density that is kept, as a geometric mean. Beside it stands the same by dependence trees, a judge of another family.
 */
export const pccLikelihood = defineMetric({
  name: 'pcc-likelihood',
  ...surrogateMetric,
  title: 'Real rows foreseen',
  standardName: 'Held-out log-likelihood',
  plain:
    'Does a model of the synthetic rows foresee unseen real rows as well as a model of real rows does? 1 means as well; 0.9 that each cell is foreseen with nine tenths of the probability.',
  level: 'joint',
  implies: 'E log Q(row) = E log P(row) over real rows, that is Q = P',
  missing: 'A value of its own, which depends on the other columns as any value does.',
  needs: ['holdout'],
  *steps(input, context) {
    const models = yield* twoModels(input, context)
    const { judge, fitted, made, real, synthetic } = models
    const { fresh } = models.tables
    const difference = logDensityGap(yield* judge.rows(real, fresh), yield* judge.rows(synthetic, fresh))
    if (difference.mean === null) return { value: null, reason: 'The surrogates give no real row a probability.' }
    const columns = context.columns.length
    yield
    const tree = logDensityGap(treeLogs(fresh, fitted, fitted, context), treeLogs(fresh, made, fitted, context))
    return {
      value: kept(difference.mean / columns),
      parts: [
        { name: 'difference', label: 'Nats per row by which the model of real rows foresees better', value: difference.mean },
        { name: 'difference-error', label: 'Standard error of that', value: difference.error },
        { name: 'impossible', label: 'Share of real rows to which a surrogate gives no probability, left out', value: difference.leftOut },
        { name: 'chow-liu-difference', label: 'The same nats by a judge of another family, dependence trees', value: tree.mean },
        { name: 'chow-liu-score', label: 'Score by that judge', value: kept((tree.mean ?? 0) / columns) },
      ],
      notes: familyNotes(context),
    }
  },
})
