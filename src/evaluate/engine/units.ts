import type { Rng } from '../../random/rng.js'
import { isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import { drawPositions } from '../tables/align.js'

/** Which rows of the real tables belong together, such as those of one customer. Rows of a unit have its number, from 0. */
export interface UnitNumbers {
  /** The column that says so. */
  readonly column: string
  readonly training: Int32Array
  readonly holdout: Int32Array | null
}

/**
 * The unit of each of these rows of a table, at these positions: rows of one key have one number, in training and holdout alike; numbers go up as
 * they first occur, so that they hang on no order of rows that was not chosen. A row without a key is a unit of its own.
 */
export function numberUnits(tables: readonly Table[], column: string, positions: readonly ArrayLike<number>[]): Int32Array[] {
  const known = new Map<string | number, number>()
  let count = 0
  return tables.map((table, at) => {
    const own = table.column(column)
    return Int32Array.from(positions[at], (row) => {
      const value = own.values[row]
      const key = isNumberColumn(own) ? value : value < 0 ? Number.NaN : own.levels[value]
      if (Number.isNaN(key)) return count++
      const unit = known.get(key)
      if (unit !== undefined) return unit
      known.set(key, count)
      return count++
    })
  })
}

/**
 * Rows dealt into so many groups of about `target` rows each, unit by unit in random order, and the rows of a group in random order: no unit is in
 * two groups, and the first rows of a group are a fair draw of it.
 */
export function dealUnits(units: Int32Array, groups: number, target: number, rng: Rng): Int32Array[] {
  const count = units.reduce((most, unit) => Math.max(most, unit + 1), 0)
  const rows: number[][] = Array.from({ length: count }, () => [])
  for (const [row, unit] of units.entries()) rows[unit]?.push(row)
  const dealt: number[][] = Array.from({ length: groups }, () => [])
  let at = 0
  for (const unit of drawPositions(count, count, rng.split(0))) {
    const own = rows[unit]
    const group = dealt[at]
    // Nearer to the target with it than without.
    if (group.length === 0 || group.length + own.length / 2 <= target) for (const row of own) group.push(row)
    else if (++at < groups) for (const row of own) dealt[at]?.push(row)
    else break
  }
  return dealt.map((group, place) => {
    const order = drawPositions(group.length, group.length, rng.split(1, place))
    return Int32Array.from(order, (position) => group[position])
  })
}
