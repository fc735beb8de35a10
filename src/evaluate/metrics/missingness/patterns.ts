import { countCodes } from '../../../stats/association/coded.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { patternCodes } from './pattern-codes.js'
import { columnsWithMissing } from './presence.js'

/** 1 - TVD between the distributions of whole-row patterns: which columns of a row are missing and which are not. */
export const missingPatterns = defineMetric({
  name: 'missing-patterns',
  title: 'Missing patterns',
  plain: 'Does each combination of empty and filled cells in a row come up as often as in the real rows?',
  references: [spectrumPaper],
  level: 'missingness',
  implies: 'Q(pattern of missing cells in a row) = P(the same)',
  missing: 'They are what is counted.',
  cost: 'fast',
  compute(input, context) {
    const names = columnsWithMissing(input, context)
    const [real, synthetic] = patternCodes([referenceOf(input), input.synthetic], names, context) as [Int32Array, Int32Array]
    const count = Math.max(greatest(real), greatest(synthetic)) + 1
    const value = 1 - totalVariationDistance(countCodes({ codes: real, count }), countCodes({ codes: synthetic, count }))
    return count > 1 ? { value } : { value, reason: 'All rows have one pattern.' }
  },
})

function greatest(codes: Int32Array): number {
  let result = 0
  for (let row = 0; row < codes.length; row++) result = Math.max(result, codes[row])
  return result
}
