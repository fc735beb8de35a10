import {
  type Distribution,
  distributionOf,
  type FamilyName,
  families,
  firstAtLeast,
  parameterProblem,
} from '../../stats/distributions/families.js'
import type { ColumnSchema, DatetimeSchema } from '../../table/schema.js'
import { unitsPerDay } from '../../table/times/calendar-parts.js'
import { roundToDecimals } from '../../table/typing/number-format.js'
import { columnDecimals, maxOf, minOf } from '../relations/active.js'

/** How the values of a column are distributed. Plain data. */
export type Law = NumberLaw | TimeLaw | LevelLaw

/** A distribution between two bounds, rounded to so many decimals (null for none). */
export interface NumberLaw {
  readonly kind: 'number'
  readonly family: FamilyName
  readonly parameters: readonly number[]
  readonly low: number | null
  readonly high: number | null
  readonly decimals: number | null
}

/** Stretches of time, each with a weight and evenly filled with multiples of `step` from the first start on. */
interface TimeLaw {
  readonly kind: 'time'
  readonly starts: Float64Array
  /** Where the last stretch ends. */
  readonly end: number
  readonly upTo: Float64Array
  readonly step: number
}

interface LevelLaw {
  readonly kind: 'level'
  /** Running sums of the shares. */
  readonly upTo: Float64Array
}

/** What is wrong with a statement; becomes a line of a SchemaError. */
export class Problem extends Error {}

const example = { numeric: 'lognormal(3, 1)', integer: 'poisson(4)' } as const
const mostStretches = 2_000_000
/** Bounds that leave less of a distribution than this contradict it. */
const leastInside = 1e-9

/** The law of a column of numbers or times, as its text and the column's bounds say. Throws a Problem. */
export function lawOf(text: string | undefined, column: ColumnSchema): Law {
  if (column.kind === 'datetime') return timeLaw(text, column)
  const [low, high, decimals] = [minOf(column), maxOf(column), columnDecimals(column)]
  if (low !== null && high !== null && low > high) throw new Problem(`its "min" ${low} is above its "max" ${high}`)
  if (text === undefined) {
    if (low !== null && high !== null && (low < high || decimals !== null))
      return bounded({ family: 'uniform', parameters: [low, high], low, high, decimals }, '')
    throw new Problem(`says nothing of its values; add a "law", such as "${example[column.kind as keyof typeof example]}"`)
  }
  const { name, words } = parseCall(text)
  if (!Object.hasOwn(families, name)) throw new Problem(`there is no law '${name}'; choose one of ${Object.keys(families).join(', ')}`)
  const family = name as FamilyName
  const { parameters: wanted } = families[family]
  const parameters = words.map(Number)
  if (words.length !== wanted.length || words.some((word) => word === '') || !parameters.every(Number.isFinite))
    throw new Problem(`the law ${name} takes ${wanted.join(' and ')} (got ${text})`)
  const problem = parameterProblem(family, parameters)
  if (problem !== null) throw new Problem(`${text}: ${problem}`)
  return bounded({ family, parameters, low, high, decimals }, text)
}

function parseCall(text: string): { name: string; words: string[] } {
  const match = /^\s*([a-z]+)\s*\(([^()]*)\)\s*$/.exec(text)
  if (!match) throw new Problem(`can't read the law '${text}'; write it as name(number, number), such as normal(40, 12)`)
  return { name: match[1], words: match[2].split(',').map((word) => word.trim()) }
}

/** The law, if its bounds leave something of it. */
function bounded(law: Omit<NumberLaw, 'kind'>, text: string): NumberLaw {
  const whole = { kind: 'number', ...law } as const
  const [low, high] = placesOf(whole)
  if (!(high - low > leastInside)) throw new Problem(`${text} hardly ever lies ${boundsInWords(law)}; change the law, or "min" and "max"`)
  if (law.low !== null && law.high !== null && leastValue(whole) > mostValue(whole))
    throw new Problem(`no value with ${law.decimals} decimals lies ${boundsInWords(law)}`)
  return whole
}

function boundsInWords({ low, high }: Pick<NumberLaw, 'low' | 'high'>): string {
  if (low !== null && high !== null) return `between ${low} and ${high}`
  return low === null ? `at or below ${high}` : `at or above ${low}`
}

/** Half the distance of two values that can be written: each stands for what rounds to it. */
function halfStep({ decimals, family }: NumberLaw): number {
  return decimals === null || families[family].discrete ? 0 : 0.5 / Number(`1e${decimals}`)
}

const made = new WeakMap<NumberLaw, Distribution>()

/** The distribution, whose table of values is made once for each law; a uniform one gives each value that can be written, both ends too, the same share. */
function distribution(law: NumberLaw): Distribution {
  const known = made.get(law)
  if (known) return known
  const [a = 0, b = 0] = law.parameters
  const half = halfStep(law)
  const found = law.family === 'uniform' ? distributionOf('uniform', [a - half, b + half]) : distributionOf(law.family, law.parameters)
  made.set(law, found)
  return found
}

/** The shares of the distribution below its bounds. */
function placesOf(law: NumberLaw): [number, number] {
  const { cdf } = distribution(law)
  const half = halfStep(law)
  const isDiscrete = families[law.family].discrete
  const below = law.low === null ? 0 : cdf(isDiscrete ? Math.ceil(law.low) - 1 : leastValue(law) - half)
  return [below, law.high === null ? 1 : cdf(isDiscrete ? Math.floor(law.high) : mostValue(law) + half)]
}

function leastValue({ low, decimals }: NumberLaw): number {
  if (low === null) return Number.NEGATIVE_INFINITY
  if (decimals === null) return low
  const nearest = roundToDecimals(low, decimals)
  return nearest >= low ? nearest : roundToDecimals(nearest + 1 / Number(`1e${decimals}`), decimals)
}

function mostValue({ high, decimals }: NumberLaw): number {
  if (high === null) return Number.POSITIVE_INFINITY
  if (decimals === null) return high
  const nearest = roundToDecimals(high, decimals)
  return nearest <= high ? nearest : roundToDecimals(nearest - 1 / Number(`1e${decimals}`), decimals)
}

/** Share of a number law between two values, within its bounds; what a value of these decimals has is between it and half a step more and less. */
export function shareBetween(law: NumberLaw, from: number, to: number): number {
  const [low, high] = placesOf(law)
  const { cdf } = distribution(law)
  const place = (x: number): number => Math.min(1, Math.max(0, (cdf(x) - low) / (high - low)))
  return place(to) - place(from)
}

/** The share of each level, in the order of the schema's. Throws a Problem where there is no such level, or shares don't add up to 1. */
export function levelLaw(shares: Readonly<Record<string, number>> | undefined, levels: readonly string[]): LevelLaw {
  if (levels.length === 0) throw new Problem('has no levels; list them as "levels"')
  if (shares) {
    const unknown = Object.keys(shares).filter((level) => !levels.includes(level))
    if (unknown.length > 0) throw new Problem(`shares name ${unknown.join(', ')}, which "levels" doesn't; it has ${levels.join(', ')}`)
    const sum = Object.values(shares).reduce((a, b) => a + b, 0)
    if (Math.abs(sum - 1) > sumTolerance) throw new Problem(`its shares add up to ${Number(sum.toPrecision(6))}; they must add up to 1`)
  }
  return weightedLevels(levels.map((level) => (shares ? (Object.hasOwn(shares, level) ? shares[level] : 0) : 1)))
}

/** What rounding leaves of shares that were written with two digits. */
export const sumTolerance = 0.0101

/** Levels in proportion to these weights. */
export function weightedLevels(weights: readonly number[]): LevelLaw {
  return { kind: 'level', upTo: runningSums(weights) }
}

function runningSums(weights: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(weights, (weight) => {
    sum += weight
    return sum
  })
}

/** Times in a range, evenly or by weights of days of the week and hours; a date without a time is the whole day. */
function timeLaw(text: string | undefined, column: DatetimeSchema): TimeLaw {
  const { unit, step, weekdays, hours, min, max } = column
  const perDay = unitsPerDay[unit]
  let [low, end] = [min, max === null ? null : max + step]
  if (text !== undefined) {
    const { name, words } = parseCall(text)
    if (name !== 'uniform' || words.length !== 2) throw new Problem(`times have the law uniform(first, last), in ISO form (got ${text})`)
    const [first, last] = words.map((word) => timeOf(word, unit)) as [Time, Time]
    low = Math.max(first.start, low ?? Number.NEGATIVE_INFINITY)
    end = Math.min(last.isDay ? last.start + perDay : last.start + step, end ?? Number.POSITIVE_INFINITY)
  }
  if (low === null || end === null) throw new Problem('says nothing of its times; add a "law", such as "uniform(2024-01-01, 2024-12-31)"')
  if (!(low < end)) throw new Problem(`no time lies in ${text ?? 'its bounds'} and between "min" and "max"`)
  if (hours && unit === 'day') throw new Problem('has "hours", and its times are days')
  if (!weekdays && !hours) return { kind: 'time', starts: Float64Array.of(low), end, upTo: Float64Array.of(1), step }
  const length = hours ? perDay / 24 : perDay
  if ((end - low) / length > mostStretches) throw new Problem('its range is too long for weights of hours or days')
  const starts: number[] = []
  const weights: number[] = []
  for (let start = low; start < end; start = Math.floor(start / length) * length + length) {
    const next = Math.min(end, Math.floor(start / length) * length + length)
    const { weekday, hour } = dayAndHour(start, unit)
    const weight = (weekdays?.[weekday] ?? 1) * (hours?.[hour] ?? 1)
    starts.push(start)
    weights.push(weight * (next - start))
  }
  const upTo = runningSums(weights)
  if (!((upTo.at(-1) as number) > 0)) throw new Problem('no day and hour of its range has a weight above 0')
  return { kind: 'time', starts: Float64Array.from(starts), end, upTo, step }
}

/** The day of the week, 0 for Monday, and the hour of a time. */
export function dayAndHour(time: number, unit: DatetimeSchema['unit']): { weekday: number; hour: number } {
  const perDay = unitsPerDay[unit]
  const day = Math.floor(time / perDay)
  // 1970-01-01 was a Thursday, the fourth day from Monday on.
  return { weekday: (((day + 3) % 7) + 7) % 7, hour: Math.floor(((time - day * perDay) / perDay) * 24 + 1e-9) }
}

interface Time {
  readonly start: number
  readonly isDay: boolean
}

function timeOf(text: string, unit: DatetimeSchema['unit']): Time {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const milliseconds =
    isDay || /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
      ? Date.parse(`${text.replace(' ', 'T')}${isDay ? '' : 'Z'}`)
      : Number.NaN
  if (Number.isNaN(milliseconds) || !isOnCalendar(text))
    throw new Problem(`'${text}' is no time; write it as 2024-01-31 or 2024-01-31T09:30`)
  return { start: (milliseconds / 86_400_000) * unitsPerDay[unit], isDay }
}

/** Whether there is such a day: dates beyond the end of a month are read as days of the next one. */
function isOnCalendar(text: string): boolean {
  return new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) === text.slice(0, 10)
}

/** A function that gives the value (a number, a time, or the code of a level) at or below which a share `p` lies, 0 <= p <= 1. */
export function lawQuantile(law: Law): (p: number) => number {
  if (law.kind === 'level') {
    const total = law.upTo.at(-1) as number
    return (p) => firstAtLeast(law.upTo, inside(p) * total)
  }
  return law.kind === 'time' ? timeQuantile(law) : numberQuantile(law)
}

/** Off the ends, where no value lies. */
function inside(p: number): number {
  return Math.min(1 - 2 ** -53, Math.max(2 ** -60, p))
}

function numberQuantile(law: NumberLaw): (p: number) => number {
  const { quantile } = distribution(law)
  const [low, high] = placesOf(law)
  const [least, most] = [leastValue(law), mostValue(law)]
  return (p) => {
    const value = quantile(inside(low + inside(p) * (high - low)))
    const written = law.decimals === null ? value : roundToDecimals(value, law.decimals)
    return Math.min(most, Math.max(least, written)) + 0
  }
}

function timeQuantile({ starts, end, upTo, step }: TimeLaw): (p: number) => number {
  const origin = starts[0]
  const total = upTo.at(-1) as number
  return (p) => {
    const wanted = inside(p) * total
    const at = firstAtLeast(upTo, wanted)
    const before = at === 0 ? 0 : upTo[at - 1]
    const [start, next] = [starts[at], starts[at + 1] ?? end]
    const time = start + ((wanted - before) / (upTo[at] - before)) * (next - start)
    return origin + Math.floor((time - origin) / step) * step
  }
}
