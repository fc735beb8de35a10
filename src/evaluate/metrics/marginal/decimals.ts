import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameLawAbove } from '../../../stats/tests/homogeneity.js'
import { isNumberKind } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Metric, MetricContext, MetricDetail } from '../../metric.js'
import { incomparable, meanResult, referenceOf } from '../details.js'
import { digitKinds, lastDigit, roundingOf } from './last-digit.js'
import { nothingPresent, presentCounts } from './support.js'

/**
 * Mean over columns of numbers and times of 1 - TVD between how their values are rounded: the place of the last digit that isn't 0 and
 * that digit, so that decimals and heaping on fives and tens count; for times the finest part that isn't 0; for days the weekday.
 */
export const decimals: Metric = {
  name: 'decimals',
  title: 'Decimals and rounding',
  plain: 'Are numbers written with as many decimals, and rounded to fives, tens or full hours as often, as the real ones?',
  references: [{ author: 'Preece', year: 1981, title: 'Distributions of Final Digits in Data' }],
  family: 'fidelity',
  level: 'marginal',
  implies: 'Q(last digit of column) = P(the same), for every column of numbers or times',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'Left out; the missing rates look after them.',
  needs: [],
  cost: 'fast',
  floor: 'worst',
  compute(input, context) {
    const refused = incomparable(input, context)
    if (refused) return refused
    const columns = context.columns.filter(({ kind }) => isNumberKind(kind))
    if (columns.length === 0) return { value: null, reason: 'No column holds numbers or times.', details: [] }
    const details = columns.map((column): MetricDetail => {
      const [real, synthetic] = [referenceOf(input), input.synthetic].map((table) =>
        countKinds(presentCounts(table, column.name, context), kindsOf(column, context)),
      ) as [Float64Array, Float64Array]
      const distance = totalVariationDistance(real, synthetic)
      return Number.isNaN(distance)
        ? { columns: [column.name], value: null, reason: nothingPresent }
        : { columns: [column.name], value: 1 - distance, p: sameLawAbove(real, synthetic) }
    })
    return meanResult(details, 'No column of numbers or times has values on both sides.')
  },
}

/** How each value on the column's scale is rounded. */
function kindsOf(column: ColumnSchema, { coding, memo }: MetricContext): Uint16Array {
  const scale = coding.scale(column.name)
  const kindOf = column.kind === 'datetime' ? (value: number) => roundingOf(value, column.unit) : lastDigit
  return memo('kinds of rounding', [scale], () => Uint16Array.from(scale, kindOf))
}

function countKinds(counts: Float64Array, kinds: Uint16Array): Float64Array {
  const sums = new Float64Array(digitKinds)
  for (let code = 0; code < counts.length; code++) {
    const kind = kinds[code] as number
    sums[kind] = (sums[kind] as number) + (counts[code] as number)
  }
  return sums
}
