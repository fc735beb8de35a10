import { linfoot } from '../../../stats/association/mutual-information.js'
import type { Surrogate } from '../../../surrogate/fit.js'
import { informationMatrix } from '../../../surrogate/relations.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult } from '../results.js'
import { familyNotes, surrogatePapers } from '../surrogate/notes.js'
import { judgementRefused, surrogateMetric, twoModels } from '../surrogate/two-models.js'

/**
 * Mean over pairs of columns of 1 - |L real - L synthetic|, where L = sqrt(1 - exp(-2 I)) and I is the mutual information under a
 * surrogate, probabilistic cross-categorisation, of the training rows and under one of as many synthetic rows. As `pair-information`, but
 * what is no more than chance has been taken out by a model, not by a correction.
 */
export const pccInformation = defineMetric({
  name: 'pcc-information',
  ...surrogateMetric,
  title: 'Shared information, by model',
  standardName: 'Mutual information under a cross-categorisation model',
  plain:
    'Does a model of the synthetic rows let one column say as much about another as a model of the real rows does? 1 means just as much.',
  references: [...surrogatePapers, { author: 'Linfoot', year: 1957, title: 'An informational measure of correlation' }],
  level: 'pairwise',
  implies: 'the mutual information of two columns is the same under Q and P, for every pair',
  missing: 'A value of its own, which depends on the other columns as any value does.',
  needs: ['holdout'],
  refused: (metric, input, context) =>
    context.columns.length === 1
      ? { value: null, reason: 'There is only one column to compare.', details: [] }
      : judgementRefused(metric, input, context),
  *steps(input, context) {
    const { columns } = context
    const models = yield* twoModels(input, context)
    yield
    const real = strengths(models.real, context)
    yield
    const synthetic = strengths(models.synthetic, context)
    yield
    const details: MetricDetail[] = []
    for (let i = 0; i < columns.length; i++) {
      for (let j = i + 1; j < columns.length; j++) {
        const [a, b] = [real[i * columns.length + j], synthetic[i * columns.length + j]]
        details.push({ columns: [i, j].map((at) => columns[at]?.name), value: 1 - Math.abs(a - b), real: a, synthetic: b })
      }
    }
    return { ...meanResult(details, ''), notes: familyNotes(context) }
  },
})

function strengths(surrogate: Surrogate, { memo }: MetricContext): Float64Array {
  return memo('surrogate information', [surrogate], () => informationMatrix(surrogate).map(linfoot))
}
