import { ascendingOrder } from '../stats/ascending-order.js'
import type { Precision } from './grid.js'

/** The values of a column of numbers, each once. */
export interface DistinctValues {
  /** Ascending. */
  readonly distinct: Float64Array
  readonly counts: Uint32Array
  /** The position of each row's value among them; -1 where it is missing. */
  readonly codes: Int32Array
  readonly present: number
}

/** Values are counted where they can be as few as this, or twice the rows; others are sorted. */
const fewCells = 4096

/** The distinct values of a column. Costs two passes for numbers of few steps of their last decimal, and a sort for any other. */
export function distinctValues(values: Float64Array, precision: Precision): DistinctValues {
  return countedValues(values, precision) ?? sortedValues(values)
}

/** The values counted by their steps from the least one on; null where those are too many, or a value is no whole number of them. */
function countedValues(values: Float64Array, { decimals, step = 1 }: Precision): DistinctValues | null {
  if (decimals === null) return null
  const { least, greatest, present } = rangeOf(values)
  const scale = Number(`1e${decimals}`)
  const origin = Math.round(least * scale)
  const cells = Math.round((Math.round(greatest * scale) - origin) / step) + 1
  if (!(cells >= 1 && cells <= Math.max(fewCells, 2 * values.length) && Math.abs(origin) < 2 ** 52)) return null
  const rows = new Uint32Array(cells)
  const codes = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (Number.isNaN(value)) {
      codes[i] = -1
      continue
    }
    const cell = Math.round((value * scale - origin) / step)
    if ((origin + cell * step) / scale !== value) return null
    rows[cell] = (rows[cell] as number) + 1
    codes[i] = cell
  }
  const distinct = new Float64Array(cells)
  const counts = new Uint32Array(cells)
  let size = 0
  for (let cell = 0; cell < cells; cell++) {
    const count = rows[cell] as number
    if (count === 0) continue
    distinct[size] = (origin + cell * step) / scale
    counts[size] = count
    rows[cell] = size++
  }
  for (let i = 0; i < codes.length; i++) if ((codes[i] as number) >= 0) codes[i] = rows[codes[i] as number] as number
  return { distinct: distinct.subarray(0, size), counts: counts.subarray(0, size), codes, present }
}

function rangeOf(values: Float64Array): { least: number; greatest: number; present: number } {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let present = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (Number.isNaN(value)) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
    present++
  }
  return { least, greatest, present }
}

function sortedValues(values: Float64Array): DistinctValues {
  const order = ascendingOrder(values)
  const distinct = new Float64Array(order.length)
  const counts = new Uint32Array(order.length)
  const codes = new Int32Array(values.length).fill(-1)
  let size = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number
    // Adding 0 turns -0 into 0.
    const value = (values[row] as number) + 0
    if (size === 0 || distinct[size - 1] !== value) distinct[size++] = value
    counts[size - 1] = (counts[size - 1] as number) + 1
    codes[row] = size - 1
  }
  return { distinct: distinct.subarray(0, size), counts: counts.subarray(0, size), codes, present: order.length }
}
