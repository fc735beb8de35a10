import { countedKsDistance } from '../../../stats/association/coded.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameCellsAbove } from '../../../stats/tests/homogeneity.js'
import { kolmogorovAbove } from '../../../stats/tests/kolmogorov-smirnov.js'
import { type CodeColumn, isNumberKind } from '../../../table/column.js'
import { type MetricDetail, spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

/**
 * Mean over columns of 1 - KS distance (numbers and times) or 1 - TVD (levels). A detail's `p` is Kolmogorov's (twice where missing values make
 * it the greatest of two distances), or that of chi-squared and of the rarest levels' exact counts.
 */
export const marginalShape = defineMetric({
  name: 'marginal-shape',
  title: 'Column shapes',
  standardName: 'Kolmogorov-Smirnov and total variation complement',
  plain: 'Does each column, by itself, hold the same values as often? 1 means the two distributions are the same.',
  references: [
    spectrumPaper,
    { author: 'Smirnov', year: 1948, title: 'Table for estimating the goodness of fit of empirical distributions' },
  ],
  level: 'marginal',
  implies: 'Q(column) = P(column), for every column',
  missing: 'A value of its own, with its share.',
  cost: 'fast',
  counts: 'columns',
  floor: 'uniform',
  compute(input, context) {
    const reference = referenceOf(input)
    const details = context.columns.map(({ name, kind }): MetricDetail => {
      const [real, synthetic] = [reference, input.synthetic].map((table) => context.coding.counts(table.column(name))) as [
        Float64Array,
        Float64Array,
      ]
      const distance = (isNumberKind(kind) ? countedKsDistance : totalVariationDistance)(real, synthetic)
      if (context.unjudged) return { columns: [name], value: 1 - distance }
      if (!isNumberKind(kind))
        return {
          columns: [name],
          value: 1 - distance,
          p: sameCellsAbove(real, synthetic),
          ...worstLevel(reference.column(name) as CodeColumn, real, synthetic),
        }
      const p =
        (hasMissing(real, synthetic) ? 2 : 1) *
        kolmogorovAbove(distance, context.coding.rows(reference), context.coding.rows(input.synthetic))
      return { columns: [name], value: 1 - distance, p: Math.min(1, p) }
    })
    return meanResult(details, '')
  },
})

/** Rows without which a real level is not named. */
const fewestNamed = 5

/** The share of the level that is furthest off for how rare it is, and which it is; nothing of numbers. */
function worstLevel(
  { levels }: CodeColumn,
  real: Float64Array,
  synthetic: Float64Array,
): Pick<MetricDetail, 'real' | 'synthetic' | 'words'> {
  const [all, made] = [real, synthetic].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number]
  const off = real.map((count, code) => {
    const both = count + synthetic[code]
    return both === 0 ? 0 : (count / all - synthetic[code] / made) ** 2 / both
  })
  const worst = off.indexOf(Math.max(...off))
  const isNamed = worst < levels.length && (real[worst] >= fewestNamed || real[worst] === 0)
  return {
    real: real[worst] / all,
    synthetic: synthetic[worst] / made,
    words: worst === levels.length ? 'missing' : isNamed ? levels[worst] : 'a rare level',
  }
}

function hasMissing(...tables: readonly Float64Array[]): boolean {
  return tables.some((counts) => (counts.at(-1) as number) > 0)
}
