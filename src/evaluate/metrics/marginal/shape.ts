import { countedKsDistance } from '../../../stats/association/coded.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameCellsAbove } from '../../../stats/tests/homogeneity.js'
import { kolmogorovAbove } from '../../../stats/tests/kolmogorov-smirnov.js'
import { isNumberKind } from '../../../table/column.js'
import { spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

/**
 * Mean over columns of 1 - KS distance (numbers and times) or 1 - TVD (levels). A detail's `p` is Kolmogorov's (twice where missing values make
 * it the greatest of two distances), or that of chi-squared and of the rarest levels' exact counts.
 */
export const marginalShape = defineMetric({
  name: 'marginal-shape',
  title: 'Column shapes',
  plain: 'Does each column, by itself, hold the same values as often? 1 means the two distributions are the same.',
  references: [
    spectrumPaper,
    { author: 'Smirnov', year: 1948, title: 'Table for estimating the goodness of fit of empirical distributions' },
  ],
  level: 'marginal',
  implies: 'Q(column) = P(column), for every column',
  missing: 'A value of its own, with its share.',
  cost: 'fast',
  floor: 'uniform',
  compute(input, context) {
    const reference = referenceOf(input)
    const details = context.columns.map(({ name, kind }) => {
      const [real, synthetic] = [reference, input.synthetic].map((table) => context.coding.counts(table.column(name))) as [
        Float64Array,
        Float64Array,
      ]
      const distance = (isNumberKind(kind) ? countedKsDistance : totalVariationDistance)(real, synthetic)
      if (context.unjudged) return { columns: [name], value: 1 - distance }
      const p = isNumberKind(kind)
        ? Math.min(1, (hasMissing(real, synthetic) ? 2 : 1) * kolmogorovAbove(distance, reference.rows, input.synthetic.rows))
        : sameCellsAbove(real, synthetic)
      return { columns: [name], value: 1 - distance, p }
    })
    return meanResult(details, '')
  },
})

function hasMissing(...tables: readonly Float64Array[]): boolean {
  return tables.some((counts) => (counts.at(-1) as number) > 0)
}
