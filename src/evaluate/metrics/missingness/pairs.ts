import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { type MetricDetail, spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { columnsWithMissing, missingFlags } from './rates.js'

/** Mean over pairs of columns of 1 - TVD between the joint distributions of (first is missing, second is missing). */
export const missingPairs = defineMetric({
  name: 'missing-pairs',
  title: 'Missing together',
  standardName: 'Pairwise missingness similarity',
  plain: 'Are two columns empty in the same rows as often as in the real rows? Values left out at random, column by column, fail here.',
  references: [spectrumPaper],
  level: 'missingness',
  implies: 'Q(first is missing, second is missing) = P(the same), for every pair of columns',
  missing: 'They are what is counted. Columns that can have none, and have none, are left out.',
  cost: 'fast',
  compute(input, context) {
    const names = columnsWithMissing(input, context)
    if (names.length < 2) return { value: null, reason: 'Fewer than two columns have missing values.', details: [] }
    const flagsOf = (table: typeof input.synthetic) => names.map((name) => missingFlags(table, name, context))
    const real = flagsOf(referenceOf(input))
    const synthetic = flagsOf(input.synthetic)
    const details: MetricDetail[] = []
    for (let i = 0; i < names.length; i++) {
      for (let j = i + 1; j < names.length; j++) {
        const distance = totalVariationDistance(jointCounts(real[i], real[j]), jointCounts(synthetic[i], synthetic[j]))
        details.push({ columns: [names[i], names[j]], value: 1 - distance })
      }
    }
    return meanResult(details, '')
  },
})

/** Rows in which neither, the second, the first or both are missing. */
function jointCounts(first: Uint8Array, second: Uint8Array): Float64Array {
  let onlyFirst = 0
  let onlySecond = 0
  let both = 0
  for (let row = 0; row < first.length; row++) {
    const a = first[row]
    const b = second[row]
    onlyFirst += a & (b ^ 1)
    onlySecond += b & (a ^ 1)
    both += a & b
  }
  return Float64Array.of(first.length - onlyFirst - onlySecond - both, onlySecond, onlyFirst, both)
}
