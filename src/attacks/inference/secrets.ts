import { sorted } from '../../stats/order/sorted.js'
import { type Column, isNumberColumn } from '../../table/column.js'

/** What somebody guesses who knows only how the column is distributed: its commonest level or missing (-1), its median, NaN where most are missing. */
export function majorityOf(column: Column): number {
  if (isNumberColumn(column)) {
    const ascending = sorted(column.values)
    return 2 * ascending.length < column.values.length ? Number.NaN : (ascending[ascending.length >> 1] ?? Number.NaN)
  }
  const counts = new Int32Array(column.levels.length + 1)
  for (const code of column.values) counts[code + 1] = (counts[code + 1] as number) + 1
  return counts.indexOf(counts.reduce((most, own) => Math.max(most, own), 0)) - 1
}
