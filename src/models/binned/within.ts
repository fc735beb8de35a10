import ln from '@stdlib/math-base-special-ln'
import { stateMasses } from '../../encode/bin-values.js'
import { type BinnedColumn, binCodes } from '../../encode/bins.js'
import { logMeasures } from '../../encode/log-measure.js'
import { missingShare } from '../../encode/margin.js'
import type { Column } from '../../table/column.js'

/**
 * The state of each cell, and added to `total` the log of the value's part in its state: its measure in the margin over that of the
 * state. A value that has no state adds -Infinity, and is given state 0, so that any look-up works.
 */
export function addWithin(total: Float64Array, column: BinnedColumn, cells: Column): Int16Array {
  const { margin, bins } = column
  const states = binCodes(column, cells)
  const measures = logMeasures(margin, cells)
  const logPresent = ln(1 - missingShare(margin))
  const logMasses = stateMasses(bins).map((mass) => ln(mass) + logPresent)
  for (let row = 0; row < total.length; row++) {
    const state = states[row] as number
    if (state < 0) {
      total[row] = Number.NEGATIVE_INFINITY
      states[row] = 0
    } else if (state !== bins.missing) total[row] = (total[row] as number) + (measures[row] as number) - (logMasses[state] as number)
  }
  return states
}
