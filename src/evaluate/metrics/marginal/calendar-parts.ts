import type { ColumnSchema, timeUnits } from '../../../table/schema.js'

const perDay = { day: 1, s: 86_400, ms: 86_400_000, us: 86_400_000_000 } as const
const millisecondsPerDay = 86_400_000

/** A part of a time that comes round again, such as the hour of the day. */
export interface CalendarPart {
  readonly name: string
  readonly count: number
  /** The part of a time, from 0. */
  of(value: number): number
  /** In words that follow a share of the rows: `at 3 o'clock`. */
  words(at: number): string
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** The parts of a column of times: hour (unless it counts days), weekday, day of the month, month. */
export function calendarParts({ unit }: Extract<ColumnSchema, { kind: 'datetime' }>): CalendarPart[] {
  const dateOf = (value: number) => new Date(Math.max(-8.64e15, Math.min(8.64e15, Math.floor(value / perDay[unit]) * millisecondsPerDay)))
  const parts: CalendarPart[] = [
    { name: 'weekday', count: 7, of: (value) => dateOf(value).getUTCDay(), words: (at) => `on a ${weekdays[at]}` },
    { name: 'day of the month', count: 31, of: (value) => dateOf(value).getUTCDate() - 1, words: (at) => `on day ${at + 1} of a month` },
    { name: 'month', count: 12, of: (value) => dateOf(value).getUTCMonth(), words: (at) => `in ${months[at]}` },
  ]
  return unit === 'day' ? parts : [hourOf(unit), ...parts]
}

function hourOf(unit: Exclude<(typeof timeUnits)[number], 'day'>): CalendarPart {
  const day = perDay[unit]
  return {
    name: 'hour',
    count: 24,
    of: (value) => Math.min(23, Math.floor(((((value % day) + day) % day) * 24) / day)),
    words: (at) => `at ${at} o'clock`,
  }
}
