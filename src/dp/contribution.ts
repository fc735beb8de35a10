import { type Column, isMissing } from '../table/column.js'
import { type Bits, uniformBelow } from './mechanisms/bits.js'

/**
 * Positions, ascending, of at most `most` rows for each value of the unit's column, all choices equally likely and by true chance. Rows
 * without a unit are left out.
 */
export function cappedRows(unit: Column, most: number, bits: Bits): Int32Array {
  const kept = new Map<number, number[]>()
  const seen = new Map<number, number>()
  for (let row = 0; row < unit.values.length; row++) {
    if (isMissing(unit, row)) continue
    const value = unit.values[row]
    const before = seen.get(value) ?? 0
    seen.set(value, before + 1)
    const rows = kept.get(value)
    if (!rows) kept.set(value, [row])
    else if (before < most) rows.push(row)
    else {
      // Reservoir sampling: the k-th row takes a place with probability most / k.
      const place = uniformBelow(bits, before + 1)
      if (place < most) rows[place] = row
    }
  }
  const positions = Int32Array.from([...kept.values()].flat())
  return positions.sort()
}
