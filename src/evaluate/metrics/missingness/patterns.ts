import { countCodes } from '../../../stats/association/coded.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { columnsWithMissing, missingFlags, weightsOf } from './rates.js'

/** 1 - TVD between the distributions of whole-row patterns: which columns of a row are missing and which are not. */
export const missingPatterns = defineMetric({
  name: 'missing-patterns',
  title: 'Missing patterns',
  standardName: 'Missingness patterns, total variation similarity',
  plain: 'Does each combination of empty and filled cells in a row come up as often as in the real rows?',
  references: [spectrumPaper],
  level: 'missingness',
  implies: 'Q(pattern of missing cells in a row) = P(the same)',
  missing: 'They are what is counted.',
  cost: 'fast',
  counts: 'gaps',
  compute(input, context) {
    const names = columnsWithMissing(input, context)
    const tables = [referenceOf(input), input.synthetic]
    const [real, synthetic] = patternCodes(tables, names, context) as [Int32Array, Int32Array]
    const [weights, others] = tables.map((table) => weightsOf(table, names, context))
    const count = Math.max(greatest(real), greatest(synthetic)) + 1
    const value =
      1 - totalVariationDistance(countCodes({ codes: real, count, weights }), countCodes({ codes: synthetic, count, weights: others }))
    return count > 1 ? { value } : { value, reason: 'All rows have one pattern.' }
  },
})

function greatest(codes: Int32Array): number {
  let result = 0
  for (let row = 0; row < codes.length; row++) result = Math.max(result, codes[row])
  return result
}

/** How many columns are packed into one whole number at a time. */
const packed = 20

/** A number for each row's pattern, which of the cells of these columns are missing; the same in every table. */
export function patternCodes(tables: readonly Table[], names: readonly string[], context: MetricContext): Int32Array[] {
  const codes = tables.map((table) => new Int32Array(table.rows))
  for (let start = 0; start < names.length; start += packed) {
    const chunk = names.slice(start, start + packed)
    const known = new Map<number, number>()
    tables.forEach((table, index) => {
      const bits = new Int32Array(table.rows)
      chunk.forEach((name, bit) => {
        const flags = missingFlags(table, name, context)
        for (let row = 0; row < bits.length; row++) bits[row] |= flags[row] << bit
      })
      refine(codes[index] as Int32Array, bits, known)
    })
  }
  return codes
}

/** Splits each code by the bits of its rows, and numbers the parts. */
function refine(codes: Int32Array, bits: Int32Array, known: Map<number, number>): void {
  for (let row = 0; row < codes.length; row++) {
    const key = codes[row] * 2 ** packed + bits[row]
    let code = known.get(key)
    if (code === undefined) {
      code = known.size
      known.set(key, code)
    }
    codes[row] = code
  }
}
