import { commonDivisor } from '../table/common-divisor.js'
/** Values are `(origin + k * step) / scale` for whole numbers k. */
export interface Grid {
  readonly scale: number
  readonly step: number
  readonly origin: number
}

/** How finely a column's values are written: a number of decimals (0 for integers and times), or null for any. */
export interface Precision {
  readonly decimals: number | null
  /** Units of the last decimal of which values are known to be multiples, counted from the least one; 1 if nothing is known. */
  readonly step?: number
}

/** Fewer distinct values than this could have a common step by chance (2^-15 for a step of 2). */
const enoughForStep = 16

/**
 * The coarsest grid on which all values lie: its step is the greatest common divisor of their differences, in units of the
 * last decimal, if there are enough values to tell. Null if `decimals` is null or a value has no room for that many.
 */
export function gridOf(distinct: Float64Array, { decimals, step: known = 1 }: Precision): Grid | null {
  if (decimals === null || distinct.length === 0) return null
  // Read as a literal, since engines differ in powers.
  const scale = Number(`1e${decimals}`)
  const least = distinct[0] * scale
  const greatest = distinct[distinct.length - 1] * scale
  if (!(Math.abs(least) < 2 ** 52 && Math.abs(greatest) < 2 ** 52)) return null
  const origin = Math.round(least)
  if (distinct.length < enoughForStep) return { scale, step: known, origin }
  let step = 0
  for (let i = 1; i < distinct.length && step !== known; i++) step = commonDivisor(Math.round(distinct[i] * scale) - origin, step)
  return { scale, step, origin }
}

/** The nearest value of the grid. */
export function roundToGrid(value: number, { scale, step, origin }: Grid): number {
  return (origin + Math.round((value * scale - origin) / step) * step) / scale
}
