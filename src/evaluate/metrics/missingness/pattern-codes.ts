import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { missingFlags } from './presence.js'

/** How many columns are packed into one whole number at a time. */
const packed = 20

/** A number for each row's pattern, which of the cells of these columns are missing; the same in every table. */
export function patternCodes(tables: readonly Table[], names: readonly string[], context: MetricContext): Int32Array[] {
  const codes = tables.map((table) => new Int32Array(table.rows))
  for (let start = 0; start < names.length; start += packed) {
    const chunk = names.slice(start, start + packed)
    const known = new Map<number, number>()
    tables.forEach((table, index) => {
      const bits = new Int32Array(table.rows)
      chunk.forEach((name, bit) => {
        const flags = missingFlags(table, name, context)
        for (let row = 0; row < bits.length; row++) bits[row] |= flags[row] << bit
      })
      refine(codes[index] as Int32Array, bits, known)
    })
  }
  return codes
}

/** Splits each code by the bits of its rows, and numbers the parts. */
function refine(codes: Int32Array, bits: Int32Array, known: Map<number, number>): void {
  for (let row = 0; row < codes.length; row++) {
    const key = codes[row] * 2 ** packed + bits[row]
    let code = known.get(key)
    if (code === undefined) {
      code = known.size
      known.set(key, code)
    }
    codes[row] = code
  }
}
