import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import { spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { columnsWithMissing, missingCount } from './presence.js'

/** Mean over columns of 1 - |share missing in the real rows - share missing in the synthetic rows|. */
export const missingRates = defineMetric({
  name: 'missing-rates',
  title: 'Missing rates',
  plain: 'Is each column empty as often as in the real rows? 1 means: exactly as often.',
  references: [spectrumPaper],
  level: 'missingness',
  implies: 'Q(column is missing) = P(column is missing), for every column',
  missing: 'They are what is counted. Columns that can have none, and have none, are left out.',
  cost: 'fast',
  floor: 'uniform',
  compute(input, context) {
    const names = columnsWithMissing(input, context)
    if (names.length === 0) return { value: 1, reason: 'No value is missing, in the real rows or the synthetic ones.', details: [] }
    const reference = referenceOf(input)
    const details = names.map((name) => {
      const [a, b] = [missingCount(reference, name, context), missingCount(input.synthetic, name, context)]
      const [real, synthetic] = [a / reference.rows, b / input.synthetic.rows]
      const p = sameShareAbove(a, reference.rows, b, input.synthetic.rows)
      return { columns: [name], value: 1 - Math.abs(real - synthetic), real, synthetic, p }
    })
    return meanResult(details, '')
  },
})
