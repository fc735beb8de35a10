import ln from '@stdlib/math-base-special-ln'
import { type Column, isNumberColumn } from '../column.js'
import type { DatetimeSchema, Dependency, Schema } from '../schema.js'
import type { ColumnSource } from '../table.js'
import { isDuration } from './durations.js'

/** What another column may say of a time: the coarser first. */
export const calendarParts = [
  ...(['year', 'quarter', 'weekday', 'month', 'hour', 'week', 'day'] as const),
  ...(['year-quarter', 'year-month', 'year-week', 'date'] as const),
] as const
export type CalendarPart = (typeof calendarParts)[number]

const secondsPerDay = 86_400
/** Units of time in a day. */
export const unitsPerDay: Readonly<Record<DatetimeSchema['unit'], number>> = { day: 1, s: 86_400, ms: 86_400_000, us: 86_400_000_000 }
const perSecond: Readonly<Record<DatetimeSchema['unit'], number>> = { day: 1 / secondsPerDay, s: 1, ms: 1e3, us: 1e6 }

/** How the times of a column count. */
export type TimeCount = Pick<DatetimeSchema, 'unit' | 'offset'>

/** The part of a time, as a whole number: months and quarters from 1, days of the week from Monday, 1, weeks as in ISO 8601. Of missing times NaN. */
export function calendarPartOf(part: CalendarPart, { unit, offset }: TimeCount): (time: number) => number {
  return (time) => {
    if (Number.isNaN(time)) return Number.NaN
    const seconds = Math.floor(time / perSecond[unit]) + (offset ?? 0) * 60
    const days = Math.floor(seconds / secondsPerDay)
    if (part === 'date') return days
    if (part === 'hour') return Math.floor((seconds - days * secondsPerDay) / 3600)
    const weekday = ((((days + 3) % 7) + 7) % 7) + 1
    if (part === 'weekday') return weekday
    if (part === 'week' || part === 'year-week') {
      // A week belongs to the year of its Thursday.
      const thursday = days - weekday + 4
      const year = new Date(thursday * 864e5).getUTCFullYear()
      const week = Math.floor((thursday - Date.UTC(year, 0, 1) / 864e5) / 7) + 1
      return part === 'week' ? week : year * 100 + week
    }
    const date = new Date(days * 864e5)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
    const quarter = Math.ceil(month / 3)
    const parts = { year, month, quarter, day: date.getUTCDate(), 'year-quarter': year * 10 + quarter, 'year-month': year * 100 + month }
    return parts[part]
  }
}

/** Fewest rows by which a column is believed to say a part of a time. */
const fewestRows = 10
/** Most different values of such a column. */
const mostValues = 5000
/** Chance that a column agrees so with a part of a time by accident, over all that were tried. */
const accident = 1e-6

/**
 * Columns that say a part of a time in the same row: its year, the name of its weekday, its quarter. Found by the cells, whatever their language;
 * that rows of one part agree by accident must be as unlikely as with other dependencies.
 */
export function findCalendarDependencies(table: ColumnSource, schema: Schema): Dependency[] {
  const followers = new Set(schema.dependencies.map(({ to }) => to))
  const times = schema.columns.filter(
    (column): column is DatetimeSchema => hasDate(column) && table.has(column.name) && !followers.has(column.name),
  )
  if (times.length === 0 || table.rows < fewestRows) return []
  const found: Dependency[] = []
  for (const { name, kind, role } of schema.columns) {
    if (kind === 'id' || kind === 'text' || role !== 'feature' || followers.has(name) || !table.has(name)) continue
    const to = table.column(name)
    if (!times.some((from) => from.name !== name && mayBePart(to, table.column(from.name).values as Float64Array, from))) continue
    const cells = codedCells(to, kind === 'integer' || kind === 'numeric')
    if (!cells) continue
    for (const from of times) {
      // Of two dates the one that is written first stays.
      if (from.name === name || found.some((known) => known.to === from.name)) continue
      const tried = times.length * schema.columns.length * calendarParts.length
      const part = calendarParts.find((part) => saysPart(part, cells, table.column(from.name).values as Float64Array, from, tried))
      if (!part || (part === 'date' && kind !== 'datetime')) continue
      found.push({ from: from.name, to: name, part })
      break
    }
  }
  return found.filter(({ from }) => !found.some(({ to }) => to === from))
}

function hasDate(column: Schema['columns'][number]): column is DatetimeSchema {
  if (column.kind !== 'datetime' || column.role !== 'feature' || isDuration(column.format)) return false
  return column.format === 'epoch' || (/%[YyG]/.test(column.format) && /%-?[dojuV]|%:?o/.test(column.format))
}

interface CodedCells {
  readonly codes: Int32Array
  readonly distinct: number
  /** The cells themselves, where they are numbers. */
  readonly numbers: Column['values'] | null
}

/** The values of a column as codes from 0 on, missing ones too; null where they are one or too many. */
function codedCells(column: Column, areNumbers: boolean): CodedCells | null {
  const codes = new Map<number, number>()
  const cells = new Int32Array(column.values.length)
  for (let row = 0; row < cells.length; row++) {
    const value = column.values[row] as number
    let code = codes.get(value)
    if (code === undefined) {
      code = codes.size
      if (code > mostValues) return null
      codes.set(value, code)
    }
    cells[row] = code
  }
  return codes.size > 1 ? { codes: cells, distinct: codes.size, numbers: areNumbers ? column.values : null } : null
}

/** Rows that are looked at first. */
const firstRows = 200

/** Whether the first rows leave it open that a column says some part of these times. */
function mayBePart({ values }: Column, times: Float64Array, count: TimeCount): boolean {
  return calendarParts.some((part) => {
    const partOf = calendarPartOf(part, count)
    const seen = new Map<number, number>()
    for (let row = 0; row < Math.min(firstRows, times.length); row++) {
      const own = partOf(times[row] as number)
      const known = seen.get(own)
      if (known === undefined) seen.set(own, values[row] as number)
      else if (!Object.is(known, values[row])) return false
    }
    return true
  })
}

/** Whether a column says this part of the times. Numbers say a part of a year only by being it: what a week has sold is no name of the week. */
function saysPart(
  part: CalendarPart,
  { codes, distinct, numbers }: CodedCells,
  times: Float64Array,
  count: TimeCount,
  tried: number,
): boolean {
  const partOf = calendarPartOf(part, count)
  let isSame = numbers !== null
  const seen = new Map<number, number>()
  const counts = new Float64Array(distinct)
  let confirmed = 0
  for (let row = 0; row < codes.length; row++) {
    const own = partOf(times[row] as number)
    const code = codes[row] as number
    isSame &&= Object.is(numbers?.[row], own)
    counts[code] = (counts[code] as number) + 1
    const known = seen.get(own)
    if (known === undefined) seen.set(own, code)
    else if (known !== code) return false
    else confirmed++
  }
  const alike = counts.reduce((sum, count) => sum + (count / codes.length) ** 2, 0)
  if (numbers && part.startsWith('year-') && !isSame) return false
  // That a number is the very part is told by each row, that it goes with it only by rows of a part that was seen before.
  return seen.size > 1 && (isSame ? codes.length : confirmed) * ln(alike) < ln(accident / tried)
}

/** The parts of the times of a column, as a column of numbers. */
export function partColumn(from: Column, part: CalendarPart, count: TimeCount): Column {
  if (!isNumberColumn(from)) return from
  return { name: from.name, kind: 'integer', values: from.values.map(calendarPartOf(part, count)) }
}
