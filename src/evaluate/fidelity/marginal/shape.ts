import { countedKsDistance } from '../../../stats/coded.js'
import { totalVariationDistance } from '../../../stats/total-variation-distance.js'
import { isNumberKind } from '../../../table/column.js'
import { incomparable, meanResult, referenceOf } from '../../details.js'
import type { Metric } from '../../metric.js'
import { spectrumPaper } from '../../spectrum.js'

/** Mean over columns of 1 - KS distance (numbers and times) or 1 - TVD (levels). */
export const marginalShape: Metric = {
  name: 'marginal-shape',
  title: 'Column shapes',
  plain: 'Does each column, by itself, hold the same values as often? 1 means the two distributions are the same.',
  references: [
    spectrumPaper,
    { author: 'Smirnov', year: 1948, title: 'Table for estimating the goodness of fit of empirical distributions' },
  ],
  family: 'fidelity',
  level: 'marginal',
  implies: 'Q(column) = P(column), for every column',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'A value of its own, with its share.',
  needs: [],
  cost: 'fast',
  floor: 'uniform',
  compute(input, context) {
    const refused = incomparable(input, context)
    if (refused) return refused
    const reference = referenceOf(input)
    const details = context.columns.map(({ name, kind }) => {
      const distance = isNumberKind(kind) ? countedKsDistance : totalVariationDistance
      const real = context.coding.counts(reference.column(name))
      return { columns: [name], value: 1 - distance(real, context.coding.counts(input.synthetic.column(name))) }
    })
    return meanResult(details, '')
  },
}
