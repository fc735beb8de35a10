import { lowerBound, upperBound } from '../stats/order/sorted.js'
import { roundToGrid } from './grid.js'
import type { NumberMargin } from './number-margin.js'

/** Share of the present rows below `x`. */
export function shareBelow(margin: NumberMargin, x: number): number {
  return rowsBelow(margin, x, lowerBound(margin.values, x)) / margin.present
}

/** Share of the present rows up to and including `x`. */
export function shareUpTo(margin: NumberMargin, x: number): number {
  return rowsBelow(margin, x, upperBound(margin.values, x)) / margin.present
}

/** Rows below `x`, where `next` is the number of points that count as below it. */
export function rowsBelow({ values, below, upTo }: NumberMargin, x: number, next: number): number {
  if (next === 0) return 0
  const before = upTo[next - 1]
  if (next === values.length) return before
  const left = values[next - 1]
  const right = values[next]
  // Halves, since the difference might overflow.
  const share = (x / 2 - left / 2) / (right / 2 - left / 2)
  return before + share * (below[next] - before)
}

/**
 * The shares of the present rows below a value and up to it: the interval that its atom or its step of the grid takes up. Empty
 * (low = high) for a value between the atoms of a column without a grid, and where no row can be.
 */
export function numberInterval(margin: NumberMargin, value: number): readonly [low: number, high: number] {
  const { grid } = margin
  if (margin.present === 0) return [0, 0]
  const low = shareBelow(margin, value)
  const high = shareUpTo(margin, value)
  if (high > low || !grid) return [low, high]
  if (Math.abs(roundToGrid(value, grid) - value) > 1e-9 * (1 + Math.abs(value))) return [0, 0]
  const half = grid.step / grid.scale / 2
  return [shareUpTo(margin, value - half), shareBelow(margin, value + half)]
}

/** Density, per unit of the column, of the present rows at a value outside the atoms; 0 beyond the extremes. */
export function numberDensity({ values, below, upTo, present }: NumberMargin, value: number): number {
  const last = values.length - 1
  if (last < 1 || value < values[0] || value > values[last]) return 0
  const right = Math.min(upperBound(values, value), last)
  const width = values[right] - values[right - 1]
  return (below[right] - upTo[right - 1]) / present / width
}
