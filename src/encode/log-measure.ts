import ln from '@stdlib/math-base-special-ln'
import { type Column, isNumberColumn } from '../table/column.js'
import type { LevelMargin } from './level-margin.js'
import { type Margin, missingShare } from './margin.js'
import { numberDensity, numberInterval } from './number-margin.js'

/**
 * Log of how likely each cell is under its column's margin, missing ones included. That is a probability for levels, for atoms and
 * for numbers with a known number of decimals (of the value as it is written), and a density per unit for all other numbers.
 * -Infinity for a cell that the margin never gives.
 */
export function logMeasures(margin: Margin, column: Column): Float64Array {
  const missing = missingShare(margin)
  const logPresent = ln(1 - missing)
  const logMissing = ln(missing)
  const result = new Float64Array(column.values.length)
  if (!isNumberColumn(column)) {
    const logs = Float64Array.from((margin as LevelMargin).counts, (count) => logPresent + ln(count / margin.present))
    for (let i = 0; i < result.length; i++) {
      const code = column.values[i]
      result[i] = code < 0 ? logMissing : (logs[code] ?? Number.NEGATIVE_INFINITY)
    }
    return result
  }
  if (margin.kind !== 'number') throw new TypeError(`${column.name} holds numbers, its margin levels`)
  for (let i = 0; i < result.length; i++) {
    const value = column.values[i]
    if (Number.isNaN(value)) {
      result[i] = logMissing
      continue
    }
    const [low, high] = numberInterval(margin, value)
    result[i] = logPresent + ln(high > low ? high - low : margin.grid ? 0 : numberDensity(margin, value))
  }
  return result
}
