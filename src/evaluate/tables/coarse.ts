import type { Coded } from '../../stats/association/coded.js'
import { quantileBins } from '../../stats/order/quantile-bins.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../table/column.js'
import type { MetricContext } from '../metric.js'

/**
 * The column in a few codes, cut by `reference`, a column of the same name: numbers, times and ordered levels in bins that hold an equal
 * share of its rows each, with frequent values in bins of their own; other levels as the `most` commonest and one for the rest. The last
 * code is "missing", so that none is -1.
 */
export function coarse(column: Column, reference: Column, most: number, { coding, memo }: MetricContext): Coded {
  return memo(`coarse ${most}`, [column.values, reference.values], () => {
    const cuts = memo(`coarse cuts ${most}`, [reference.values], () => cutsOf(reference))
    const { codes } = coding.of(column)
    const result = new Int32Array(codes.length)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]
      result[row] = code < 0 ? cuts.count : cuts.codes[code]
    }
    return { codes: result, count: cuts.count + 1 }
  })
  function cutsOf(by: Column): Coded {
    if (isNumberColumn(by) || by.kind === 'ordinal') return quantileBins(coding.of(by), most)
    const { codes, placeOf } = commonLevels(by, most)
    return { codes: placeOf, count: codes.length + 1 }
  }
}

/**
 * The commonest levels of a column, at most so many and none with a lesser share of the rows, and for each code its place among them; all
 * others share the place after the last.
 */
export function commonLevels(
  { values, levels }: CodeColumn,
  most: number,
  leastShare = 0,
): { readonly codes: readonly number[]; readonly placeOf: Int32Array } {
  const counts = new Int32Array(levels.length)
  for (let row = 0; row < values.length; row++) {
    const code = values[row]
    if (code >= 0) counts[code] += 1
  }
  const codes = [...counts.keys()]
    .filter((code) => counts[code] > 0 && counts[code] >= leastShare * values.length)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, most)
  const placeOf = new Int32Array(levels.length).fill(codes.length)
  for (const [place, code] of codes.entries()) placeOf[code] = place
  return { codes, placeOf }
}
