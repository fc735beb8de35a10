import { lowerBound, sorted } from './sorted.js'

/** Distinct numbers, ascending, and where each of them stands. */
export interface Distinct {
  readonly values: Float64Array
  /** The position of each number, -1 for NaN; one that isn't there takes that of the next greater one, or the last. */
  places(numbers: Float64Array): Int32Array
}

/** Whole numbers are marked in a table instead of being sorted, where that is no longer than this many times their number. */
const longest = 8

/** The distinct numbers of all parts without NaN. Of 0 and -0 only one counts. */
export function distinctNumbers(parts: readonly Float64Array[]): Distinct {
  const span = wholeSpan(parts)
  return span ? markedNumbers(parts, span) : sortedNumbers(parts)
}

interface Span {
  readonly least: number
  readonly length: number
}

/** The range of numbers that are all whole and near each other; null where they aren't. */
function wholeSpan(parts: readonly Float64Array[]): Span | null {
  let [least, greatest, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const value = part[i]
      if (Number.isNaN(value)) continue
      if (value !== Math.floor(value)) return null
      count++
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  // Written so that a width which is infinite or not a number fails, and so does that of none.
  return count > 0 && greatest - least < longest * count ? { least: least + 0, length: greatest - least + 1 } : null
}

function markedNumbers(parts: readonly Float64Array[], { least, length }: Span): Distinct {
  const placeOf = new Int32Array(length).fill(-1)
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) if (!Number.isNaN(part[i])) placeOf[part[i] - least] = 0
  }
  let count = 0
  for (let at = 0; at < length; at++) if (placeOf[at] === 0) placeOf[at] = count++
  const values = new Float64Array(count)
  for (let at = 0; at < length; at++) if (placeOf[at] >= 0) values[placeOf[at]] = least + at
  return { values, places: (numbers) => markedPlaces(placeOf, least, values, numbers) }
}

function markedPlaces(placeOf: Int32Array, least: number, values: Float64Array, numbers: Float64Array): Int32Array {
  const places = new Int32Array(numbers.length)
  for (let i = 0; i < numbers.length; i++) {
    const at = numbers[i] - least
    // A fraction has no entry in the table, and what is outside of it none either.
    const place = at >= 0 && at < placeOf.length && at === Math.floor(at) ? placeOf[at] : -1
    places[i] = place >= 0 ? place : placeAmong(values, numbers[i])
  }
  return places
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
