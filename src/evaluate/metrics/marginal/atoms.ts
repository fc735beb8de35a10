import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameLawAbove } from '../../../stats/tests/homogeneity.js'
import { isNumberKind } from '../../../table/column.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { nothingPresent, presentCounts } from './support.js'

/** A value is an atom when it holds this share of a column's values, and this many, in either table. */
const leastShare = 0.01
const leastCount = 5

/**
 * Mean over columns of numbers and times of 1 - TVD between the masses of their atoms (values that hold 1 % of a column or more, such as
 * a frequent 0), everything else taken together. Columns without an atom on either side are left out.
 */
export const atoms = defineMetric({
  name: 'atoms',
  title: 'Frequent values',
  standardName: 'Atoms of a distribution, total variation similarity',
  plain: 'Do single numbers that come up again and again, such as 0 or 9999, do so as often? 1 means just as often.',
  level: 'marginal',
  implies: 'Q(column = v) = P(column = v), for every column of numbers or times and every frequent value v',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  counts: 'columns',
  floor: 'uniform',
  compute(input, context) {
    const reference = referenceOf(input)
    const columns = context.columns.filter(({ kind }) => isNumberKind(kind))
    const details = columns.map(({ name }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      const masses = massesOf(real, synthetic)
      if (!masses) return { columns: [name], value: null, reason: nothingPresent }
      const [a, b, heavy] = masses
      if (heavy.real === 0 && heavy.synthetic === 0)
        return { columns: [name], value: null, reason: 'No value comes up often, on either side.' }
      return { columns: [name], value: 1 - totalVariationDistance(a, b), ...heavy, p: sameLawAbove(a, b) }
    })
    return meanResult(details, 'No number or time comes up often, on either side.')
  },
})

/** Rows of each atom and of all other values together, and the share of rows that are their table's own atoms; null where a side has no values. */
function massesOf(real: Float64Array, synthetic: Float64Array): [Float64Array, Float64Array, { real: number; synthetic: number }] | null {
  const rowsReal = real.reduce((sum, count) => sum + count, 0)
  const rowsSynthetic = synthetic.reduce((sum, count) => sum + count, 0)
  if (rowsReal === 0 || rowsSynthetic === 0) return null
  const isAtom = (count: number, rows: number) => count >= Math.max(leastCount, leastShare * rows)
  const masses = [real, synthetic].map(() => new Float64Array(real.length + 1)) as [Float64Array, Float64Array]
  const heavy = { real: 0, synthetic: 0 }
  for (let code = 0; code < real.length; code++) {
    const [a, b] = [real[code], synthetic[code]]
    const [inReal, inSynthetic] = [isAtom(a, rowsReal), isAtom(b, rowsSynthetic)]
    const at = inReal || inSynthetic ? code : real.length
    masses[0][at] += a
    masses[1][at] += b
    if (inReal) heavy.real += a / rowsReal
    if (inSynthetic) heavy.synthetic += b / rowsSynthetic
  }
  return [...masses, heavy]
}
