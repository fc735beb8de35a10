import type { ColumnSchema, DatetimeSchema, IntegerSchema, NumericSchema } from '../../table/schema.js'

/** The values that a number column may have as the schema says it: so many points at even distances, or stretches where it has any precision. */
export interface Lattice {
  readonly points: number
  /** Values are (origin + i step) / scale for a point i; null where points are stretches between `low` and `high`. */
  readonly grid: { readonly origin: number; readonly step: number; readonly scale: number } | null
  readonly low: number
  readonly high: number
}

/** Stretches of a column of any precision. */
const stretches = 2 ** 32
const exactBelow = 2 ** 52

/** The lattice of a column whose schema has both bounds. */
export function latticeOf(column: NumericSchema | IntegerSchema | DatetimeSchema): Lattice {
  const [low, high] = [column.min as number, column.max as number]
  const decimals = column.kind === 'numeric' ? column.decimals : 0
  // Read as a literal, since engines differ in powers.
  const scale = decimals === null ? 0 : Number(`1e${decimals}`)
  const step = column.kind === 'datetime' ? column.step : 1
  const [from, to] = [Math.round(low * scale), Math.round(high * scale)]
  const isGrid = decimals !== null && Math.abs(from) < exactBelow && Math.abs(to) < exactBelow
  if (!isGrid) return { points: low < high ? stretches : 1, grid: null, low, high }
  return { points: Math.floor((to - from) / step) + 1, grid: { origin: from, step, scale }, low, high }
}

/** The point nearest to a value, the first or the last one where it is out of bounds; -1 where there is no value. */
export function pointOf({ points, grid, low, high }: Lattice, value: number): number {
  if (Number.isNaN(value)) return -1
  const clamped = !(value >= low) ? low : !(value <= high) ? high : value
  // Halves, since the difference of two doubles may be no double.
  const place = grid
    ? Math.round((clamped * grid.scale - grid.origin) / grid.step)
    : Math.floor(((clamped / 2 - low / 2) / (high / 2 - low / 2)) * points)
  return points === 1 ? 0 : Math.min(points - 1, Math.max(0, place))
}

/** The greatest value below the bounds' end whose point is before this one, which is above 0. */
export function lastBefore(lattice: Lattice, point: number): number {
  // Points rise with values, and doubles with their bits.
  let [low, high] = [orderOf(lattice.low), orderOf(lattice.high)]
  while (low + 1n < high) {
    const middle = (low + high) / 2n
    if (pointOf(lattice, doubleAt(middle)) < point) low = middle
    else high = middle
  }
  return doubleAt(low)
}

const bits = new DataView(new ArrayBuffer(8))

/** Numbers that rise with the doubles that they stand for. */
function orderOf(value: number): bigint {
  bits.setFloat64(0, value)
  const own = bits.getBigInt64(0)
  return own < 0n ? -(own & 0x7fffffffffffffffn) : own
}

function doubleAt(order: bigint): number {
  bits.setBigInt64(0, order < 0n ? -order | -0x8000000000000000n : order)
  return bits.getFloat64(0)
}

/** Whether a column is one of numbers or times. */
export function isNumberSchema(column: ColumnSchema): column is NumericSchema | IntegerSchema | DatetimeSchema {
  return column.kind === 'numeric' || column.kind === 'integer' || column.kind === 'datetime'
}
