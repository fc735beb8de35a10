import type { Rng } from '../../random/rng.js'
import { type Column, isNumberColumn, type NumberColumn } from '../../table/column.js'
import { type DatetimeSchema, type Schema, schemaColumn } from '../../table/schema.js'
import { type CalendarPart, calendarPartOf, unitsPerDay } from '../../table/times/calendar-parts.js'
import { drawnCell } from '../drawn-cell.js'
import { deriveColumn } from '../shell/derive.js'
import type { Derivation } from '../synthesizer.js'
import { activeRelations, isLearnedPart } from './active.js'

/** What a time keeps of what was drawn where there is no day that has it all: the former of these. */
const keptFirst: readonly CalendarPart[] = [
  'hour',
  'weekday',
  'month',
  'week',
  'quarter',
  'day',
  'year',
  'year-quarter',
  'year-month',
  'year-week',
]
/** Most days that are looked through for those that have the parts. */
const mostDays = 100_000

/** Stream of the hours that are drawn anew. */
const hourStream = -23

/**
 * Moves times to the nearest day and hour that agree with the columns drawn beside them that say their weekday, month and so on; where some hours are
 * closed, to one of the open ones, each as often as it has rows.
 */
export function reconcileTimes(columns: Map<string, Column>, schema: Schema, derivations: readonly Derivation[], rng: Rng): void {
  const computed = new Set(activeRelations(schema).map(({ column }) => column))
  for (const name of new Set(derivations.filter(isLearnedPart).map(({ from }) => from))) {
    const times = columns.get(name)
    const own = derivations.filter((derivation) => derivation.from === name && isLearnedPart(derivation) && columns.has(derivation.to))
    if (!times || !isNumberColumn(times) || computed.has(name) || own.length === 0) continue
    own.sort((a, b) => keptFirst.indexOf(a.part as CalendarPart) - keptFirst.indexOf(b.part as CalendarPart))
    const isHour = ({ part }: Derivation): boolean => part === 'hour'
    const column = schemaColumn(schema, name) as DatetimeSchema
    const onDays = onOwnDays(
      times,
      column,
      own.filter((derivation) => !isHour(derivation)),
      columns,
    )
    columns.set(name, onOwnHours(onDays, column, own.filter(isHour), columns, rng.split(hourStream, schema.columns.indexOf(column))))
  }
}

/** The times, each on the nearest day for which the columns say what they say in its row. */
function onOwnDays(
  times: NumberColumn,
  column: DatetimeSchema,
  parts: readonly Derivation[],
  columns: ReadonlyMap<string, Column>,
): NumberColumn {
  const perDay = unitsPerDay[column.unit]
  const shift = ((column.offset ?? 0) * perDay) / 1440
  const dayOf = (time: number): number => Math.floor((time + shift) / perDay)
  const days = daysOf(times, column, dayOf)
  if (parts.length === 0 || days.length === 0) return times
  const calendar: NumberColumn = { name: times.name, kind: 'datetime', values: days.map((day) => day * perDay - shift) }
  const said = parts.map((part) => deriveColumn(calendar, columns.get(part.to) as Column, part).values)
  const drawn = parts.map(({ to }) => (columns.get(to) as Column).values)
  const byKept = parts.map((_, i) => daysByKey(days, said.slice(0, i + 1)))
  const values = times.values.map((time, row) => {
    if (Number.isNaN(time)) return time
    const day = dayOf(time)
    for (let kept = parts.length; kept > 0; kept--) {
      const found = byKept[kept - 1].get(keyAt(drawn, kept, row))
      if (found) return time + (nearest(found, day) - day) * perDay
    }
    return time
  })
  return { ...times, values }
}

/** The days from the least to the greatest of the column, on its own grid of them, without closed weekdays; none where they are too many. */
function daysOf(times: NumberColumn, { unit, step, min, max, weekdays }: DatetimeSchema, dayOf: (time: number) => number): Float64Array {
  const present = times.values.filter((time) => !Number.isNaN(time))
  if (present.length === 0) return present
  const first = dayOf(min ?? present.reduce((a, b) => Math.min(a, b)))
  const last = dayOf(max ?? present.reduce((a, b) => Math.max(a, b)))
  const grid = unit === 'day' ? step : 1
  const count = Math.floor((last - first) / grid) + 1
  if (count > mostDays || !(count > 0)) return new Float64Array()
  const weekdayOf = calendarPartOf('weekday', { unit: 'day', offset: null })
  return Float64Array.from({ length: count }, (_, i) => first + i * grid).filter((day) => weekdays?.[weekdayOf(day) - 1] !== 0)
}

function keyAt(columns: readonly ArrayLike<number>[], kept: number, row: number): string {
  let key = ''
  for (let i = 0; i < kept; i++) key += `${columns[i][row]} `
  return key
}

function daysByKey(days: Float64Array, said: readonly ArrayLike<number>[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  days.forEach((day, i) => {
    const key = keyAt(said, said.length, i)
    const own = found.get(key)
    if (own) own.push(day)
    else found.set(key, [day])
  })
  return found
}

/** Of ascending days the one nearest to this one, of two the former. */
function nearest(days: readonly number[], day: number): number {
  let [low, high] = [0, days.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (days[middle] < day) low = middle + 1
    else high = middle
  }
  return low > 0 && day - days[low - 1] <= Math.abs(days[low] - day) ? days[low - 1] : days[low]
}

/** The times, each at an hour of its day for which the columns say what they say in its row: the nearest, or one of the open ones. */
function onOwnHours(
  times: NumberColumn,
  { unit, offset, hours }: DatetimeSchema,
  parts: readonly Derivation[],
  columns: ReadonlyMap<string, Column>,
  rng: Rng,
): NumberColumn {
  const [part] = parts
  if (!part || unit === 'day') return times
  const perHour = unitsPerDay[unit] / 24
  const clock: NumberColumn = {
    name: times.name,
    kind: 'datetime',
    values: Float64Array.from({ length: 24 }, (_, hour) => (hour - (offset ?? 0) / 60) * perHour),
  }
  const drawn = columns.get(part.to) as Column
  const said = deriveColumn(clock, drawn, part).values
  const hourOf = calendarPartOf('hour', { unit, offset })
  const ofValue = new Map<number, readonly number[] | undefined>()
  const weightsOf = (value: number): readonly number[] | undefined => {
    const known = ofValue.get(value) ?? hours?.map((weight, hour) => (said[hour] === value ? weight : 0))
    ofValue.set(value, known)
    return known?.some((weight) => weight > 0) ? known : undefined
  }
  const values = times.values.map((time, row) => {
    const hour = hourOf(time)
    const value = drawn.values[row]
    if (Number.isNaN(time) || (said[hour] === value && hours?.[hour] !== 0)) return time
    const weights = weightsOf(value)
    if (weights) return time + (drawnCell(weights, rng) - hour) * perHour
    let best = Number.NaN
    for (let own = 0; own < 24; own++) if (said[own] === value && !(Math.abs(best - hour) <= Math.abs(own - hour))) best = own
    return Number.isNaN(best) ? time : time + (best - hour) * perHour
  })
  return { ...times, values }
}
