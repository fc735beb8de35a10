import { ascendingOrder } from '../stats/order/ascending-order.js'
import { lowerBound, sorted } from '../stats/order/sorted.js'
import type { Grid, Precision } from './grid.js'

/** The values of a column of numbers, each once. */
export interface DistinctValues {
  /** Ascending. */
  readonly distinct: Float64Array
  readonly counts: Uint32Array
  /** The position of each row's value among them; -1 where it is missing. */
  readonly codes: Int32Array
  readonly present: number
  readonly missing: number
}

/** Values are counted where they can be as few as this, or eight times the rows; others are sorted. */
const fewCells = 4096
const cellsPerRow = 8
/** From so many rows on an order of the rows is made; below, it takes the engine longer to get going than it saves. */
const manyRows = 1 << 16

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
  if (!(cells >= 1 && cells <= Math.max(fewCells, cellsPerRow * values.length) && Math.abs(origin) < 2 ** 52)) return null
  const rows = new Uint32Array(cells)
  const codes = new Int32Array(values.length)
  if (!countSteps(values, { scale, step, origin }, rows, codes)) return null
  const distinct = new Float64Array(Math.min(cells, values.length))
  const counts = new Uint32Array(distinct.length)
  let size = 0
  for (let cell = 0; cell < cells; cell++) {
    const count = rows[cell]
    if (count === 0) continue
    distinct[size] = (origin + cell * step) / scale
    counts[size] = count
    rows[cell] = size++
  }
  renumber(codes, rows)
  return found(distinct, counts, size, codes, present)
}

/** Counts the rows of each step and writes the steps of the rows; false if a value is none. */
function countSteps(values: Float64Array, { scale, step, origin }: Grid, rows: Uint32Array, codes: Int32Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (Number.isNaN(value)) {
      codes[i] = -1
      continue
    }
    const cell = Math.round((value * scale - origin) / step)
    if ((origin + cell * step) / scale !== value) return false
    rows[cell] += 1
    codes[i] = cell
  }
  return true
}

function renumber(codes: Int32Array, positions: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) codes[i] = positions[codes[i]]
}

function rangeOf(values: Float64Array): { least: number; greatest: number; present: number } {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let present = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (Number.isNaN(value)) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
    present++
  }
  return { least, greatest, present }
}

function sortedValues(values: Float64Array): DistinctValues {
  return values.length < manyRows ? searchedValues(values) : orderedValues(values)
}

/** For few rows: the engine sorts, and every row looks for its value. */
function searchedValues(values: Float64Array): DistinctValues {
  const ascending = sorted(values)
  const distinct = new Float64Array(ascending.length)
  const counts = new Uint32Array(ascending.length)
  const size = countRuns(ascending, distinct, counts)
  const codes = new Int32Array(values.length)
  findCodes(values, distinct.subarray(0, size), codes)
  return found(distinct, counts, size, codes, ascending.length)
}

/** Writes each of the ascending values once, and how often it comes; returns how many they are. */
function countRuns(ascending: Float64Array, distinct: Float64Array, counts: Uint32Array): number {
  let size = 0
  for (let i = 0; i < ascending.length; i++) {
    // Adding 0 turns -0 into 0.
    const value = ascending[i] + 0
    if (size === 0 || distinct[size - 1] !== value) distinct[size++] = value
    counts[size - 1] += 1
  }
  return size
}

function findCodes(values: Float64Array, distinct: Float64Array, codes: Int32Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    codes[i] = Number.isNaN(value) ? -1 : lowerBound(distinct, value)
  }
}

/** For many rows: the order of the rows tells everything in one pass. */
function orderedValues(values: Float64Array): DistinctValues {
  const order = ascendingOrder(values)
  const distinct = new Float64Array(order.length)
  const counts = new Uint32Array(order.length)
  const codes = new Int32Array(values.length).fill(-1)
  const size = followOrder(values, order, distinct, counts, codes)
  return found(distinct, counts, size, codes, order.length)
}

function followOrder(values: Float64Array, order: Uint32Array, distinct: Float64Array, counts: Uint32Array, codes: Int32Array): number {
  let size = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i]
    const value = values[row] + 0
    if (size === 0 || distinct[size - 1] !== value) distinct[size++] = value
    counts[size - 1] += 1
    codes[row] = size - 1
  }
  return size
}

function found(distinct: Float64Array, counts: Uint32Array, size: number, codes: Int32Array, present: number): DistinctValues {
  return {
    distinct: distinct.subarray(0, size),
    counts: counts.subarray(0, size),
    codes,
    present,
    missing: codes.length - present,
  }
}
