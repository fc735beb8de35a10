import { lowerBound, sorted } from './sorted.js'

/** Distinct numbers, ascending, and where each of them stands. */
export interface Distinct {
  readonly values: Float64Array
  /** The position of each number, -1 for NaN; one that isn't there takes that of the next greater one, or the last. */
  places(numbers: Float64Array): Int32Array
}

/** Numbers on a grid are marked in a table instead of being sorted, where that is no longer than this many times their number; a shorter one for fractions. */
const longest = 8
const longestOfFractions = 2
/** The finest grid that is looked for, and the greatest number of its steps, so that products with them round to the right whole number. */
const finest = 1e6
const mostSteps = 2 ** 50

/** The distinct numbers of all parts without NaN. Of 0 and -0 only one counts. */
export function distinctNumbers(parts: readonly Float64Array[]): Distinct {
  const grid = gridOf(parts)
  return grid ? markedNumbers(parts, grid) : sortedNumbers(parts)
}

/** Numbers that are whole once multiplied by the scale, a power of ten, and near each other: `least` and what is added to it, less than `length`. */
interface Grid {
  readonly scale: number
  readonly least: number
  readonly length: number
}

/** The coarsest grid on which all numbers lie; null where it would be too long. */
function gridOf(parts: readonly Float64Array[]): Grid | null {
  let [least, greatest, count, scale] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1]
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const value = part[i]
      if (Number.isNaN(value)) continue
      while (Math.round(value * scale) / scale !== value) {
        scale *= 10
        if (scale > finest) return null
      }
      count++
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  const [first, last] = [Math.round(least * scale), Math.round(greatest * scale)]
  const most = (scale === 1 ? longest : longestOfFractions) * count
  // Written so that a width which is infinite or not a number fails, and so does that of none.
  const isShort = count > 0 && last - first < most && (scale === 1 || Math.max(-first, last) < mostSteps)
  return isShort ? { scale, least: first + 0, length: last - first + 1 } : null
}

function markedNumbers(parts: readonly Float64Array[], { scale, least, length }: Grid): Distinct {
  const placeOf = new Int32Array(length).fill(-1)
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) if (!Number.isNaN(part[i])) placeOf[Math.round(part[i] * scale) - least] = 0
  }
  let count = 0
  for (let at = 0; at < length; at++) if (placeOf[at] === 0) placeOf[at] = count++
  const values = new Float64Array(count)
  for (let at = 0; at < length; at++) if (placeOf[at] >= 0) values[placeOf[at]] = (least + at) / scale
  const places = (numbers: Float64Array): Int32Array => {
    const result = new Int32Array(numbers.length)
    for (let i = 0; i < numbers.length; i++) {
      const at = Math.round(numbers[i] * scale) - least
      // What lies beside the grid or outside of it has no entry in the table.
      const place = at >= 0 && at < length ? placeOf[at] : -1
      result[i] = place >= 0 && values[place] === numbers[i] ? place : placeAmong(values, numbers[i])
    }
    return result
  }
  return { values, places }
}

function sortedNumbers(parts: readonly Float64Array[]): Distinct {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  const ascending = sorted(all)
  let count = 0
  for (let i = 0; i < ascending.length; i++) {
    if (count === 0 || ascending[i] !== ascending[count - 1]) ascending[count++] = ascending[i]
  }
  const values = ascending.slice(0, count)
  return { values, places: (numbers) => placesAmong(values, numbers) }
}

function placesAmong(values: Float64Array, numbers: Float64Array): Int32Array {
  const places = new Int32Array(numbers.length)
  for (let i = 0; i < numbers.length; i++) places[i] = placeAmong(values, numbers[i])
  return places
}

function placeAmong(values: Float64Array, value: number): number {
  return Number.isNaN(value) ? -1 : Math.min(lowerBound(values, value), values.length - 1)
}
