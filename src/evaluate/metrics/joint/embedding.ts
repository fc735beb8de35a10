import type { MixedRows } from '../../../learn/neighbours/box-tree.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { isOrdered } from '../pairwise/association.js'

/** Numbers are drawn out so that two of them drawn at random are 1 apart on average, in the square, as two different levels are: E (U - V)² = 1/6. */
const unit = Math.sqrt(6)

/**
 * Real and synthetic rows in a space with distances: numbers, times and ordered levels as their mid-ranks among the real rows (or all rows, where rows
 * are compared with those of their own table: what no real row has then keeps its distances), 0 to
 * √6, so that no unit and no outlier rules; other levels as corners that are 1 apart; a missing value is 1 away from a present one by a
 * corner of its own, and in the middle of the ranks.
 */
export function embed(
  real: Table,
  synthetic: Table,
  context: MetricContext,
  ranked: 'among real rows' | 'among all rows' = 'among real rows',
): readonly [MixedRows, MixedRows] {
  return context.memo(`embedding ${ranked}`, [real, synthetic], () => {
    const { columns, coding } = context
    const ordered = columns.filter(isOrdered).map(({ name }) => name)
    const hasGaps = (name: string) => [real, synthetic].some((table) => (coding.counts(table.column(name)).at(-1) as number) > 0)
    const gaps = ordered.filter(hasGaps)
    const nominal = columns.filter((column) => !isOrdered(column)).map(({ name }) => name)
    const rowsOf = (table: Table): MixedRows => {
      const ranks = ordered.map((name) => {
        const among = [real, ...(ranked === 'among all rows' ? [synthetic] : [])].map((rows) => coding.counts(rows.column(name)))
        return ranksAmong(among, coding.of(table.column(name)).codes)
      })
      const codes = [
        ...nominal.map((name) => coding.of(table.column(name)).codes),
        ...gaps.map((name) => coding.of(table.column(name)).codes.map((code) => (code < 0 ? -1 : 0))),
      ]
      return {
        rows: table.rows,
        numberColumns: ranks.length,
        numbers: rowMajor(ranks, new Float64Array(table.rows * ranks.length)),
        codeColumns: codes.length,
        codes: rowMajor(codes, new Int32Array(table.rows * codes.length)),
      }
    }
    return [rowsOf(real), rowsOf(synthetic)] as const
  })
}

/** Mid-ranks of codes among the present values of columns, of which there are so many of each code (missing ones last), times √6; missing ones in the middle. */
function ranksAmong(counts: readonly Float64Array[], codes: Int32Array): Float64Array {
  const rankOf = new Float64Array(counts[0].length)
  const present = counts.reduce((all, own) => own.subarray(0, -1).reduce((sum, count) => sum + count, all), 0)
  let below = 0
  for (let code = 0; code < rankOf.length - 1; code++) {
    let own = 0
    for (const table of counts) own += table[code]
    rankOf[code] = present === 0 ? unit / 2 : (unit * (below + own / 2)) / present
    below += own
  }
  const ranks = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    ranks[row] = code < 0 ? unit / 2 : rankOf[code]
  }
  return ranks
}

function rowMajor<Values extends Float64Array | Int32Array>(columns: readonly ArrayLike<number>[], into: Values): Values {
  columns.forEach((values, c) => {
    for (let row = 0, at = c; row < values.length; row++, at += columns.length) into[at] = values[row]
  })
  return into
}
