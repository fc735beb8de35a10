import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import type { Metric } from '../../metric.js'
import { incomparable, meanResult, referenceOf } from '../results.js'
import { spectrumPaper } from '../spectrum.js'
import { columnsWithMissing, missingCount } from './presence.js'

/** Mean over columns of 1 - |share missing in the real rows - share missing in the synthetic rows|. */
export const missingRates: Metric = {
  name: 'missing-rates',
  title: 'Missing rates',
  plain: 'Is each column empty as often as in the real rows? 1 means: exactly as often.',
  references: [spectrumPaper],
  family: 'fidelity',
  level: 'missingness',
  implies: 'Q(column is missing) = P(column is missing), for every column',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'They are what is counted. Columns that can have none, and have none, are left out.',
  needs: [],
  cost: 'fast',
  floor: 'uniform',
  compute(input, context) {
    const refused = incomparable(input, context)
    if (refused) return refused
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
}
