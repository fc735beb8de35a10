import { permuteIndex } from '../../random/permutation.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import { areFree, daysIn, momentParts, momentReader, observedMoment, partReader, type TimePart } from '../../table/relations/moments.js'
import type { Moment, Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'

/** The schema with those of its moments that rows don't contradict; without any where rows are copied as they are. */
export function observedMoments(schema: Schema, table: Table, copies: boolean): Schema {
  if (!schema.moments) return schema
  const moments = copies ? [] : schema.moments.flatMap((moment) => asObserved(moment, table))
  return { ...schema, moments: moments.length > 0 ? moments : undefined }
}

function asObserved(moment: Moment, table: Table): Moment[] {
  const observed = observedMoment(moment, table)
  if (!observed) return []
  // What somebody took out of the schema stays out.
  return [moment.unique ? observed : { ...observed, unique: undefined }]
}

/** Puts days right that their month doesn't have, if there are any: the 30th of February is the 2nd of it. */
export function reconcileDays(columns: Map<string, Column>, { moments = [] }: Schema): boolean {
  let isChanged = false
  for (const { year, month, day } of moments) {
    const days = columns.get(day)
    const months = columns.get(month)
    if (!days || !months) continue
    const [readDay, readMonth] = [partReader(days), partReader(months)]
    const years = year === undefined ? undefined : columns.get(year)
    const readYear = years && partReader(years)
    const write = partWriter(days)
    const values = days.values.slice()
    for (let row = 0; row < values.length; row++) {
      const [own, inMonth, inYear] = [readDay(row), readMonth(row), readYear?.(row) ?? Number.NaN]
      if (Number.isNaN(own + inMonth)) continue
      const most = daysIn(Number.isNaN(inYear) ? null : inYear, inMonth)
      if (own <= most) continue
      values[row] = write(own - most) ?? write(1) ?? values[row]
      isChanged = true
    }
    columns.set(day, { ...days, values } as Column)
  }
  return isChanged
}

/** Writes a number as a cell of the column; null where its levels don't have it. */
function partWriter(column: Column): (value: number) => number | null {
  if (isNumberColumn(column)) return (value) => value
  const codes = new Map(column.levels.map((level, code) => [Number(level), code]))
  return (value) => codes.get(value) ?? null
}

/** Where a block lies in the run. */
interface BlockPlace {
  /** Its number, and rows in a block. */
  readonly block: number
  readonly size: number
  /** Rows that were learned: a run of so many has every time once. */
  readonly rows: number
  readonly seed: number
}

/**
 * The rows of a block, from its beginning on, with times moved so that none stands in two rows of a run that is no longer than what was learned: each block has times
 * of its own, a seeded share of the grid, and each row takes the nearest that is free, rather at the same time of another day. What a row gets doesn't depend on the rows after it.
 */
export function withDifferentTimes(table: Table, schema: Schema, place: BlockPlace): Table {
  const moments = (schema.moments ?? []).filter((moment) => moment.unique && areFree(moment, schema))
  return moments.reduce((rows, moment) => differentTimes(rows, moment, place), table)
}

function differentTimes(table: Table, moment: Moment, place: BlockPlace): Table {
  const { from, to, step } = moment.unique as NonNullable<Moment['unique']>
  const parts = momentParts(moment)
  const read = momentReader(moment, (name) => table.column(name))
  const free = freeTimes(Math.round((to - from) / step) + 1, step, place)
  const written = new Map(parts.map(({ name }) => [name, table.column(name).values.slice()]))
  const writers = parts.map(({ part, name }) => ({
    part,
    values: written.get(name) as Float64Array,
    write: partWriter(table.column(name)),
  }))
  for (let row = 0; row < table.rows; row++) {
    const { time } = read(row)
    if (Number.isNaN(time)) continue
    const index = free.take(Math.min(Math.round((to - from) / step), Math.max(0, Math.round((time - from) / step))))
    if (index === null) continue
    const date = new Date((from + index * step) * 1000)
    const cells = writers.map(({ part, write }) => write(partOfDate(date, part)))
    if (cells.every((cell) => cell !== null)) for (const [i, { values }] of writers.entries()) values[row] = cells[i]
  }
  const columns = table.columns.map((column) =>
    written.has(column.name) ? ({ ...column, values: written.get(column.name) } as Column) : column,
  )
  return new Table(columns, table.rows)
}

function partOfDate(date: Date, part: TimePart): number {
  switch (part) {
    case 'year':
      return date.getUTCFullYear()
    case 'month':
      return date.getUTCMonth() + 1
    case 'day':
      return date.getUTCDate()
    case 'hour':
      return date.getUTCHours()
    case 'minute':
      return date.getUTCMinutes()
    case 'second':
      return date.getUTCSeconds()
  }
}

/** How many days a time is moved rather than by an hour: what an hour is to a day, so many are to a year. */
const daysPerHour = 15
const secondsPerDay = 86_400

/** The times of a grid that a block may give away, each once. */
function freeTimes(times: number, step: number, { block, size, rows, seed }: BlockPlace): { take(wanted: number): number | null } {
  const perDay = secondsPerDay % step === 0 ? secondsPerDay / step : 1
  const blocks = Math.max(1, Math.ceil(rows / size))
  const [low, high] = [(block % blocks) * size, Math.min(rows, ((block % blocks) + 1) * size)].map((row) =>
    Math.floor((row / rows) * times),
  )
  const days: number[][] = Array.from({ length: perDay }, () => [])
  for (let time = 0; time < times; time++) {
    const at = permuteIndex(time, times, seed)
    if (at >= low && at < high) days[time % perDay]?.push(Math.floor(time / perDay))
  }
  const open = days.map((own) => new OpenPlaces(own))
  const cost = (daysPerHour * step) / 3600
  return {
    take(wanted) {
      const [day, clock] = [Math.floor(wanted / perDay), wanted % perDay]
      let best: { readonly clock: number; readonly at: number; readonly off: number } | null = null
      for (let i = 0; i < perDay; i++) {
        // 0, 1, -1, 2, -2 ... steps off.
        const shift = (i % 2 === 1 ? 1 : -1) * Math.ceil(i / 2)
        const least = Math.abs(shift) * cost
        if (best && least >= best.off) break
        const own = (((clock + shift) % perDay) + perDay) % perDay
        const found = open[own].nearest(day)
        if (found && (!best || found.off + least < best.off)) best = { clock: own, at: found.at, off: found.off + least }
      }
      if (!best) return null
      const places = open[best.clock]
      const time = places.values[best.at] * perDay + best.clock
      places.close(best.at)
      return time
    },
  }
}

/** Values in ascending order, of which the nearest that is still open can be asked for; links past closed ones are shortened as they are followed. */
class OpenPlaces {
  readonly values: readonly number[]
  readonly #after: Int32Array
  readonly #before: Int32Array

  constructor(values: readonly number[]) {
    this.values = values
    this.#after = Int32Array.from({ length: values.length + 1 }, (_, i) => i)
    this.#before = this.#after.slice()
  }

  /** The place of the nearest open value, the greater one of two, and how far off it is. */
  nearest(wanted: number): { readonly at: number; readonly off: number } | null {
    let [low, high] = [0, this.values.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.values[middle] < wanted) low = middle + 1
      else high = middle
    }
    const up = follow(this.#after, low)
    // Places in `before` count from 1, 0 being none.
    const down = follow(this.#before, low) - 1
    const offUp = up < this.values.length ? this.values[up] - wanted : Number.POSITIVE_INFINITY
    const offDown = down >= 0 ? wanted - this.values[down] : Number.POSITIVE_INFINITY
    if (offUp === Number.POSITIVE_INFINITY && offDown === Number.POSITIVE_INFINITY) return null
    return offUp <= offDown ? { at: up, off: offUp } : { at: down, off: offDown }
  }

  close(at: number): void {
    this.#after[at] = at + 1
    this.#before[at + 1] = at
  }
}

function follow(links: Int32Array, from: number): number {
  let end = from
  while (links[end] !== end) end = links[end]
  for (let at = from; at !== end; ) {
    const next = links[at]
    links[at] = end
    at = next
  }
  return end
}
