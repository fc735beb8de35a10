import { type Column, isNumberColumn, type NumberColumn } from '../../table/column.js'
import { type DatetimeSchema, type Schema, schemaColumn } from '../../table/schema.js'
import { type CalendarPart, calendarPartOf, type TimeCount } from '../../table/times/calendar-parts.js'
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

/** Moves times to the nearest day and hour that agree with the columns drawn beside them that say their weekday, month and so on. */
export function reconcileTimes(columns: Map<string, Column>, schema: Schema, derivations: readonly Derivation[]): void {
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
    columns.set(name, onOwnHours(onDays, column, own.filter(isHour), columns))
  }
}

const perDayOf: Readonly<Record<TimeCount['unit'], number>> = { day: 1, s: 86_400, ms: 864e5, us: 864e8 }

/** The times, each on the nearest day for which the columns say what they say in its row. */
function onOwnDays(
  times: NumberColumn,
  column: DatetimeSchema,
  parts: readonly Derivation[],
  columns: ReadonlyMap<string, Column>,
): NumberColumn {
  const perDay = perDayOf[column.unit]
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

/** The days from the least to the greatest of the column, on its own grid of them; none where they are too many. */
function daysOf(times: NumberColumn, { unit, step, min, max }: DatetimeSchema, dayOf: (time: number) => number): Float64Array {
  const present = times.values.filter((time) => !Number.isNaN(time))
  if (present.length === 0) return present
  const first = dayOf(min ?? present.reduce((a, b) => Math.min(a, b)))
  const last = dayOf(max ?? present.reduce((a, b) => Math.max(a, b)))
  const grid = unit === 'day' ? step : 1
  const count = Math.floor((last - first) / grid) + 1
  return count > mostDays || !(count > 0) ? new Float64Array() : Float64Array.from({ length: count }, (_, i) => first + i * grid)
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

/** The times, each at the nearest hour of its day for which the columns say what they say in its row. */
function onOwnHours(
  times: NumberColumn,
  { unit, offset }: DatetimeSchema,
  parts: readonly Derivation[],
  columns: ReadonlyMap<string, Column>,
): NumberColumn {
  const [part] = parts
  if (!part || unit === 'day') return times
  const perHour = perDayOf[unit] / 24
  const clock: NumberColumn = {
    name: times.name,
    kind: 'datetime',
    values: Float64Array.from({ length: 24 }, (_, hour) => (hour - (offset ?? 0) / 60) * perHour),
  }
  const drawn = columns.get(part.to) as Column
  const said = deriveColumn(clock, drawn, part).values
  const hourOf = calendarPartOf('hour', { unit, offset })
  const values = times.values.map((time, row) => {
    const hour = hourOf(time)
    let best = Number.NaN
    for (let own = 0; own < 24; own++) if (said[own] === drawn.values[row] && !(Math.abs(best - hour) <= Math.abs(own - hour))) best = own
    return Number.isNaN(best) ? time : time + (best - hour) * perHour
  })
  return { ...times, values }
}
