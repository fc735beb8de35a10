import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameCellsAbove } from '../../../stats/tests/homogeneity.js'
import type { ColumnSchema, DatetimeSchema } from '../../../table/schema.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { nothingPresent, presentCounts } from './support.js'

const perDay = { day: 1, s: 86_400, ms: 86_400_000, us: 86_400_000_000 } as const
const millisecondsPerDay = 86_400_000

/** A part of a time that comes round again, such as the hour of the day. */
interface CalendarPart {
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
function calendarParts({ unit }: Extract<ColumnSchema, { kind: 'datetime' }>): CalendarPart[] {
  const dateOf = (value: number) => new Date(Math.max(-8.64e15, Math.min(8.64e15, Math.floor(value / perDay[unit]) * millisecondsPerDay)))
  const parts: CalendarPart[] = [
    { name: 'weekday', count: 7, of: (value) => dateOf(value).getUTCDay(), words: (at) => `on a ${weekdays[at]}` },
    { name: 'day of the month', count: 31, of: (value) => dateOf(value).getUTCDate() - 1, words: (at) => `on day ${at + 1} of a month` },
    { name: 'month', count: 12, of: (value) => dateOf(value).getUTCMonth(), words: (at) => `in ${months[at]}` },
  ]
  return unit === 'day' ? parts : [hourOf(unit), ...parts]
}

function hourOf(unit: Exclude<DatetimeSchema['unit'], 'day'>): CalendarPart {
  const day = perDay[unit]
  return {
    name: 'hour',
    count: 24,
    of: (value) => Math.min(23, Math.floor(((((value % day) + day) % day) * 24) / day)),
    words: (at) => `at ${at} o'clock`,
  }
}

/**
 * Mean over columns of times, and their hours, weekdays, days of the month and months, of 1 - TVD between how often each comes. To all other
 * metrics of single columns a time is a number on a line, on which two o'clock today and tomorrow have nothing to do with each other. A
 * detail's `p` is by chi-squared and the exact counts of rare ones.
 */
export const calendar = defineMetric({
  name: 'calendar',
  title: 'Hours, weekdays and months',
  standardName: 'Calendar parts, total variation similarity',
  plain: 'Do times fall on the same hours, weekdays, days of the month and months as often as they really do? 1 means as often.',
  level: 'marginal',
  implies: 'Q(hour, weekday, day, month of column) = P(the same), each by itself, for every column of times',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  counts: 'values',
  floor: 'uniform',
  compute(input, context) {
    const times = context.columns.flatMap((column) => (column.kind === 'datetime' ? [column] : []))
    if (times.length === 0) return { value: null, reason: 'No column holds times.', details: [] }
    const details = times.flatMap((column) =>
      calendarParts(column).map((part): MetricDetail => {
        const shared = { columns: [column.name], part: part.name }
        const [real, synthetic] = [referenceOf(input), input.synthetic].map((table) =>
          countParts(presentCounts(table, column.name, context), column, part, context),
        ) as [Float64Array, Float64Array]
        const distance = totalVariationDistance(real, synthetic)
        if (Number.isNaN(distance)) return { ...shared, value: null, reason: nothingPresent }
        if (context.unjudged) return { ...shared, value: 1 - distance }
        return { ...shared, value: 1 - distance, p: sameCellsAbove(real, synthetic), words: wordsOf(part, real, synthetic) }
      }),
    )
    return meanResult(details, 'No column of times has values on both sides.')
  },
})

/** Rows of every hour, weekday and so on. */
function countParts(counts: Float64Array, column: ColumnSchema, part: CalendarPart, { coding, memo }: MetricContext): Float64Array {
  const scale = coding.scale(column.name)
  const places = memo(`calendar ${part.name}`, [scale], () => Uint8Array.from(scale, part.of))
  const sums = new Float64Array(part.count)
  for (let code = 0; code < counts.length; code++) {
    const at = places[code]
    sums[at] += counts[code]
  }
  return sums
}

/** Of a distance that a shift leaves so small a part of, the shift is what is wrong. */
const explained = 0.4
const all = 0.995

/** What is wrong in words: all at one hour, shifted by so many, or the hour at which the shares differ most. */
function wordsOf(part: CalendarPart, real: Float64Array, synthetic: Float64Array): string {
  const [a, b] = [real, synthetic].map((counts) => {
    const rows = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count) => count / rows)
  }) as [Float64Array, Float64Array]
  const top = b.indexOf(Math.max(...b))
  const share = (value: number) => `${(100 * value).toFixed(1)} %`
  if (b[top] >= all && a[top] < all) return `all are ${part.words(top)}, of the real ones ${share(a[top])}`
  const shift = part.name === 'hour' ? shiftOf(a, b) : 0
  if (shift !== 0) return `hours are shifted by ${shift > 12 ? shift - 24 : shift}`
  if (part.name === 'weekday') {
    const weekend = ([sunday, , , , , , saturday]: Float64Array) => sunday + saturday
    if (Math.abs(weekend(a) - weekend(b)) > totalVariationDistance(a, b) / 2)
      return `${share(weekend(b))} are at weekends, of the real ones ${share(weekend(a))}`
  }
  const lost = a.indexOf(Math.max(...a.filter((value, at) => value > 0 && b[at] === 0)))
  if (lost >= 0 && a[lost] > totalVariationDistance(a, b) / 2) return `none are ${part.words(lost)}, of the real ones ${share(a[lost])}`
  const apart = a.map((value, at) => Math.abs(value - b[at]))
  const worst = apart.indexOf(Math.max(...apart))
  return `${share(b[worst])} are ${part.words(worst)}, of the real ones ${share(a[worst])}`
}

/** By how many hours the second is later than the first, going round; 0 where no shift explains how they differ. */
function shiftOf(a: Float64Array, b: Float64Array): number {
  const distances = Array.from({ length: 24 }, (_, shift) =>
    totalVariationDistance(
      a,
      b.map((_, hour) => b[(hour + shift) % 24]),
    ),
  )
  const best = distances.indexOf(Math.min(...distances))
  return distances[best] < explained * distances[0] ? best : 0
}
