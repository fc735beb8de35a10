import { type Column, isNumberColumn } from '../column.js'
import { commonDivisor } from '../common-divisor.js'
import type { Moment, Schema } from '../schema.js'
import type { ColumnSource } from '../table.js'
import { sourcesOf } from './relation.js'

const timeParts = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
export type TimePart = (typeof timeParts)[number]

const names: Readonly<Record<TimePart, string>> = {
  year: 'year|yr|yyyy|jahr|ann[eé]e|a[nñ]o|anno|ano|rok|jaar',
  month: 'month|mon|mm|mth|monat|mois|mes|mese|m[eê]s|maand',
  day: 'day.?of.?month|date.?of.?month|day|dd|dom|tag|jour|d[ií]a|giorno|dag|mday',
  hour: 'hour|hr|hh|stunde|heure|hora|ora|uur',
  minute: 'minute|min|mi|minuto',
  second: 'second|sec|ss|segundo|sekunde',
}

const patterns = Object.fromEntries(
  Object.entries(names).map(([part, words]) => [part, new RegExp(`^(.*[_\\-. ])?(?:${words})([_\\-. ].*)?$`, 'i')]),
) as Readonly<Record<TimePart, RegExp>>

const bounds: Readonly<Record<TimePart, readonly [number, number]>> = {
  ...{ year: [1000, 9999], month: [1, 12], day: [1, 31], hour: [0, 23], minute: [0, 59], second: [0, 59] },
}

/** Fewest rows by which days are believed to be such, and to be different. */
const fewestRows = 20
/** Most times of a grid on which different ones are looked for. */
const mostTimes = 2 ** 18

/** The columns of a table that are years, months, days and so on of one time, by their names and since they are a day of the calendar in all rows. */
export function findMoments(table: ColumnSource, schema: Schema): Moment[] {
  const groups = new Map<string, Partial<Record<TimePart, string>>>()
  for (const { name, kind, role } of schema.columns) {
    if (kind === 'datetime' || kind === 'id' || kind === 'text' || role.endsWith('key') || !table.has(name)) continue
    const found = partIn(name)
    if (!found || !areWithin(partReader(table.column(name)), table.rows, bounds[found.part])) continue
    const group = groups.get(found.rest) ?? {}
    group[found.part] ??= name
    groups.set(found.rest, group)
  }
  return [...groups.values()].flatMap(({ month, day, ...others }) => {
    const found = month !== undefined && day !== undefined && observedMoment({ ...others, month, day }, table)
    return found ? [areFree(found, schema) ? found : { ...found, unique: undefined }] : []
  })
}

/** The part of a time that a column's name says, and what is left of the name: `start_year` is the year of `start`. */
function partIn(name: string): { readonly part: TimePart; readonly rest: string } | null {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1_$2')
  // The day of the month before the month.
  for (const part of ['day', ...timeParts] as const) {
    const match = patterns[part].exec(spaced)
    if (match) return { part, rest: `${match[1] ?? ''}|${match[2] ?? ''}` }
  }
  return null
}

/** The number in each row; NaN where there is none, or the cell is a word. */
export function partReader(column: Column): (row: number) => number {
  if (isNumberColumn(column)) return (row) => column.values[row] as number
  const numbers = column.levels.map((level) => (/^\d{1,4}$/.test(level) ? Number(level) : Number.NaN))
  return (row) => numbers[column.values[row] as number] ?? Number.NaN
}

function areWithin(read: (row: number) => number, rows: number, [least, most]: readonly [number, number]): boolean {
  let found = 0
  for (let row = 0; row < rows; row++) {
    const value = read(row)
    if (Number.isNaN(value)) continue
    if (!Number.isInteger(value) || value < least || value > most) return false
    found++
  }
  return found >= fewestRows && found > rows / 2
}

/** The moment as the rows have it: null where some row has no such day; different only where all rows have one of their own. */
export function observedMoment({ unique: _, ...parts }: Moment, table: ColumnSource): Moment | null {
  if (!timeParts.every((part) => parts[part] === undefined || table.has(parts[part]))) return null
  const read = momentReader(parts, (name) => table.column(name))
  const times = new Float64Array(table.rows)
  let isWhole = parts.year !== undefined && table.rows >= fewestRows
  for (let row = 0; row < table.rows; row++) {
    const { time, isDay } = read(row)
    if (!isDay) return null
    times[row] = time
    isWhole &&= !Number.isNaN(time)
  }
  const grid = isWhole ? gridOf(times.sort()) : null
  return grid ? { ...parts, unique: grid } : parts
}

/** The grid that times in ascending order lie on, all different; null where they aren't or it is too fine to be searched. */
function gridOf(times: Float64Array): Moment['unique'] | null {
  let step = 0
  for (let i = 1; i < times.length; i++) {
    const gap = (times[i] as number) - (times[i - 1] as number)
    if (gap === 0) return null
    step = commonDivisor(step, gap)
  }
  const [from, to] = [times[0] as number, times.at(-1) as number]
  return (to - from) / step + 1 <= mostTimes ? { from, to, step } : null
}

/** A time in seconds since 1970 (NaN where a part is missing or there is no year), and whether its day is one of the calendar, as far as it is known. */
export interface MomentCell {
  readonly time: number
  readonly isDay: boolean
}

export function momentReader(moment: Moment, columnOf: (name: string) => Column): (row: number) => MomentCell {
  const readers = timeParts.map((part) => {
    const name = moment[part]
    return name === undefined ? null : partReader(columnOf(name))
  })
  return (row) => {
    const [year, month, day, hour, minute, second] = readers.map((read) => (read ? read(row) : 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const hasYear = readers[0] !== null && !Number.isNaN(year)
    const isDay = Number.isNaN(month + day) || day <= daysIn(hasYear ? year : null, month)
    const time = hasYear ? Date.UTC(year, month - 1, day, hour, minute, second) / 1000 : Number.NaN
    return { time: isDay ? time : Number.NaN, isDay }
  }
}

/** Days of a month from 1 on; of a year that isn't known, as many as it may have. */
export function daysIn(year: number | null, month: number): number {
  return new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate()
}

/** Whether no part follows from other columns, so that it may be moved. */
export function areFree(moment: Moment, { dependencies, relations = [] }: Schema): boolean {
  const bound = new Set([
    ...dependencies.map(({ to }) => to),
    ...relations.flatMap((relation) => [relation.column, ...sourcesOf(relation)]),
  ])
  return !momentParts(moment).some(({ name }) => bound.has(name))
}

/** The columns of a moment, from the year on. */
export function momentParts(moment: Moment): { readonly part: TimePart; readonly name: string }[] {
  return timeParts.flatMap((part) => (moment[part] === undefined ? [] : [{ part, name: moment[part] }]))
}

export function momentText(moment: Moment): string {
  const columns = momentParts(moment).map(({ name }) => name)
  const listed = `${columns.slice(0, -1).join(', ')} and ${columns.at(-1)}`
  return moment.unique ? `${listed} are one time, in no two rows the same` : `${listed} are one time, always a day of the calendar`
}
