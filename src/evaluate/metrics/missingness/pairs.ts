import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { type MetricDetail, spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { columnsWithMissing, missingFlags, weightsOf } from './rates.js'

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
  counts: 'gaps',
  compute(input, context) {
    const names = columnsWithMissing(input, context)
    if (names.length < 2) return { value: null, reason: 'Fewer than two columns have missing values.', details: [] }
    const flagsOf = (table: typeof input.synthetic): Flags => ({
      flags: names.map((name) => missingFlags(table, name, context)),
      weights: weightsOf(table, names, context),
    })
    const real = flagsOf(referenceOf(input))
    const synthetic = flagsOf(input.synthetic)
    const details: MetricDetail[] = []
    for (let i = 0; i < names.length; i++) {
      for (let j = i + 1; j < names.length; j++) {
        const distance = totalVariationDistance(jointCounts(real, i, j), jointCounts(synthetic, i, j))
        details.push({ columns: [names[i], names[j]], value: 1 - distance })
      }
    }
    return meanResult(details, '')
  },
})

/** Rows in which neither, the second, the first or both are missing. */
function jointCounts({ flags, weights }: Flags, i: number, j: number): Float64Array {
  const [first, second] = [flags[i], flags[j]]
  const counts = new Float64Array(4)
  for (let row = 0; row < first.length; row++) counts[2 * first[row] + second[row]] += weights ? weights[row] : 1
  return counts
}

/** By column 1 where a cell is missing, and the rows that each entry stands for. */
interface Flags {
  readonly flags: readonly Uint8Array[]
  readonly weights: Float64Array | undefined
}
