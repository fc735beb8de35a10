import { isNumberKind } from '../table/column.js'
import { type ColumnSchema, levelsOf } from '../table/schema.js'
import { type BinnedColumn, cellState } from './bins.js'
import type { Coding, ValueCounts } from './statistics.js'

/** The coding that gives each cell the state of its column's bins. */
export function stateCoding(binned: BinnedColumn, schema: ColumnSchema, { values }: ValueCounts): Coding {
  const stateOf = cellState(binned)
  const { missing } = binned.bins
  if (!isNumberKind(schema.kind)) {
    const levels = levelsOf(schema)
    // Levels without rows have no state, and no cell.
    return { column: schema.name, levels, codes: Uint16Array.from(levels, (_, code) => Math.max(0, stateOf(code))), missing }
  }
  const distinct = values as Float64Array
  return { column: schema.name, ...boundsOf(distinct, Uint16Array.from(distinct, stateOf)), missing }
}

/** Ascending values with their codes as the last value of each run of one code. */
function boundsOf(values: Float64Array, codes: Uint16Array): { readonly upTo: Float64Array; readonly codes: Uint16Array } {
  const ends = [...values.keys()].filter((i) => i + 1 === values.length || codes[i] !== codes[i + 1])
  return { upTo: Float64Array.from(ends, (i) => values[i]), codes: Uint16Array.from(ends, (i) => codes[i]) }
}
