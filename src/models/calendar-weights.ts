import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../random/rng.js'
import { type Column, isNumberColumn } from '../table/column.js'
import type { DatetimeSchema, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { calendarPartOf, unitsPerDay } from '../table/times/calendar-parts.js'
import { isDuration } from '../table/times/durations.js'
import { drawnCell } from './drawn-cell.js'
import { activeRelations } from './relations/active.js'

/** Stream of the times that are drawn anew, apart from all that a model draws. */
const calendarStream = -15
/** Weekdays and hours of this many rows are open, whatever their share. */
const fewestRows = 10
/** Closed ones have at most this part of the times that would lie in them if these were evenly spread: a single one where there are some hundreds. */
const mostOfEven = 0.1
/** Probability, of times that are evenly spread, of closed hours by accident: over all sets of so many of them. */
const accident = 1e-6

/**
 * The schema with the weights of weekdays and hours of each column of times that leaves some of them out, as appointments leave out nights and
 * Sundays: between two times of real rows lie others at which nothing ever happens.
 */
export function withCalendarWeights(schema: Schema, table: Table): Schema {
  const columns = schema.columns.map((column) =>
    column.kind === 'datetime' ? { ...column, ...calendarWeights(column, table.column(column.name).values) } : column,
  )
  return { ...schema, columns }
}

/** The weights that times, each in so many rows or else in one, give a column that has none; 0 for what is closed, and none where nothing is. */
export function calendarWeights(
  column: DatetimeSchema,
  times: ArrayLike<number>,
  rows?: ArrayLike<number>,
): Pick<DatetimeSchema, 'weekdays' | 'hours'> {
  if (column.weekdays || column.hours || isDuration(column.format) || column.role === 'order') return {}
  const [weekdayOf, hourOf, dateOf] = (['weekday', 'hour', 'date'] as const).map((part) => calendarPartOf(part, column))
  const weekdays = cellWeights(7, times, rows, (time) => weekdayOf(time) - 1, dateOf)
  const hours = column.unit === 'day' ? undefined : cellWeights(24, times, rows, hourOf, (time) => time)
  return { ...(weekdays && { weekdays }), ...(hours && { hours }) }
}

/** Rows of each cell of a calendar, 0 of closed ones; undefined where none is closed, or may be so by accident. Evidence are different times alone, as `keyOf` tells them. */
function cellWeights(
  size: number,
  times: ArrayLike<number>,
  rows: ArrayLike<number> | undefined,
  cellOf: (time: number) => number,
  keyOf: (time: number) => number,
): number[] | undefined {
  const counts = new Array<number>(size).fill(0)
  for (let i = 0; i < times.length; i++) if (!Number.isNaN(times[i])) counts[cellOf(times[i])] += rows?.[i] ?? 1
  if (counts.every((own) => own >= fewestRows)) return undefined
  const found = counts.map(() => new Set<number>())
  for (let i = 0; i < times.length; i++) if (!Number.isNaN(times[i])) found[cellOf(times[i])].add(keyOf(times[i]))
  const different = found.map((own) => own.size)
  const all = different.reduce((sum, own) => sum + own, 0)
  const isClosed = different.map((own, cell) => counts[cell] < fewestRows && own <= (mostOfEven * all) / size)
  const closed = isClosed.filter(Boolean).length
  if (closed === 0 || closed === size) return undefined
  const expected = (all * closed) / size
  const share = different.reduce((sum, own, cell) => sum + (isClosed[cell] ? own : 0), 0) / expected
  // Chernoff's bound of so few of a binomial, for each way to choose the closed ones.
  const surprise = expected * (1 - share + (share > 0 ? share * ln(share) : 0))
  return surprise - logWays(size, closed) > -ln(accident) ? counts.map((own, cell) => (isClosed[cell] ? 0 : own)) : undefined
}

/** ln of the ways to choose k of n. */
function logWays(n: number, k: number): number {
  let sum = 0
  for (let i = 0; i < k; i++) sum += ln((n - i) / (i + 1))
  return sum
}

/** Moves times that lie at a closed hour, or on a closed weekday, to an open one of their week, each as often as it has rows. */
export function keepToCalendar(columns: Map<string, Column>, schema: Schema, rng: Rng): void {
  // A model sees the distance of a column from those below it, which is no time.
  const related = new Set(activeRelations(schema).map(({ column }) => column))
  schema.columns.forEach((own, position) => {
    const column = columns.get(own.name)
    if (own.kind !== 'datetime' || !(own.weekdays ?? own.hours) || related.has(own.name) || !column || !isNumberColumn(column)) return
    const move = mover(own, rng.split(calendarStream, position))
    columns.set(own.name, { ...column, values: column.values.map(move) })
  })
}

function mover(column: DatetimeSchema, rng: Rng): (time: number) => number {
  const { weekdays, hours, unit, min, max, step } = column
  const [weekdayOf, hourOf] = [calendarPartOf('weekday', column), calendarPartOf('hour', column)]
  const day = unitsPerDay[unit]
  const shift = (cell: number, weights: readonly number[] | undefined): number =>
    weights === undefined || weights[cell] > 0 ? 0 : drawnCell(weights, rng) - cell
  const isWithin = (time: number): boolean => (min === null || time >= min) && (max === null || time <= max)
  return (time) => {
    if (Number.isNaN(time)) return time
    const off = shift(weekdayOf(time) - 1, weekdays) * day + (shift(hourOf(time), hours) * day) / 24
    if (off === 0 || off % step !== 0) return time
    return [0, 7, -7].map((days) => time + off + days * day).find(isWithin) ?? time
  }
}
