import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameLawAbove } from '../../../stats/tests/homogeneity.js'
import { isNumberKind } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { nothingPresent, presentCounts } from './support.js'

/**
 * Mean over columns of numbers and times of 1 - TVD between how their values are rounded: the place of the last digit that isn't 0 and
 * that digit, so that decimals and heaping on fives and tens count; for times the finest part that isn't 0; for days the weekday.
 */
export const decimals = defineMetric({
  name: 'decimals',
  title: 'Decimals and rounding',
  standardName: 'Digit preference (heaping)',
  plain: 'Are numbers written with as many decimals, and rounded to fives, tens or full hours as often, as the real ones?',
  references: [{ author: 'Preece', year: 1981, title: 'Distributions of Final Digits in Data' }],
  level: 'marginal',
  implies: 'Q(last digit of column) = P(the same), for every column of numbers or times',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  counts: 'values',
  floor: 'worst',
  compute(input, context) {
    const columns = context.columns.filter(({ kind }) => isNumberKind(kind))
    if (columns.length === 0) return { value: null, reason: 'No column holds numbers or times.', details: [] }
    const details = columns.map((column): MetricDetail => {
      const [real, synthetic] = [referenceOf(input), input.synthetic].map((table) =>
        countKinds(presentCounts(table, column.name, context), kindsOf(column, context)),
      ) as [Float64Array, Float64Array]
      const distance = totalVariationDistance(real, synthetic)
      return Number.isNaN(distance)
        ? { columns: [column.name], value: null, reason: nothingPresent }
        : {
            columns: [column.name],
            value: 1 - distance,
            ...(context.unjudged
              ? {}
              : { p: sameLawAbove(real, synthetic), words: wordsOf(column, real, synthetic, context.coding.scale(column.name)) }),
          }
    })
    return meanResult(details, 'No column of numbers or times has values on both sides.')
  },
})

const timeWords = [
  'within a second',
  'at full seconds',
  'at full minutes',
  'at every fifth minute',
  'at quarters of an hour',
  'at full hours',
  'at midnight',
]

/** What is rounded otherwise, in words: to how many places, or which last digit, of numbers; to what part of a time. */
function wordsOf(column: ColumnSchema, real: Float64Array, synthetic: Float64Array, scale: Float64Array): string {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`
  if (column.kind === 'datetime') {
    const { at, a, b } = furthest(real, synthetic, (kind) => kind)
    return `${share(b)} are ${column.unit === 'day' ? 'on one day of the week' : timeWords[at]}, of the real ones ${share(a)}`
  }
  const place = furthest(real, synthetic, (kind) => Math.floor(kind / 10))
  const digit = furthest(real, synthetic, (kind) => kind % 10)
  if (place.b - place.a >= (digit.b - digit.a) / 2) {
    const power = place.at + leastPlace
    const where =
      power < 0
        ? `${-power} ${power === -1 ? 'decimal' : 'decimals'}`
        : power === 0
          ? 'their ones'
          : `${power} ${power === 1 ? 'zero' : 'zeros'}`
    return `${share(place.b)} end with ${where}, of the real ones ${share(place.a)}`
  }
  // Of numbers of one digit that is the number.
  const isOneDigit = scale.every((value) => Number.isInteger(value) && value >= 0 && value < 10)
  if (isOneDigit) return `${digit.at} is ${share(digit.b)} of the values, of the real ones ${share(digit.a)}`
  return `the last digit of ${share(digit.b)} is ${digit.at}, of the real ones of ${share(digit.a)}`
}

/** What comes too often most of all, of kinds taken together. */
function furthest(real: Float64Array, synthetic: Float64Array, together: (kind: number) => number) {
  const [first, second] = [real, synthetic].map((counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    const shares = new Float64Array(digitKinds)
    counts.forEach((count, kind) => {
      shares[together(kind)] += count / total
    })
    return shares
  }) as [Float64Array, Float64Array]
  const apart = second.map((own, at) => own - first[at])
  const at = apart.indexOf(Math.max(...apart))
  return { at, a: first[at], b: second[at] }
}

/** How each value on the column's scale is rounded. */
function kindsOf(column: ColumnSchema, { coding, memo }: MetricContext): Uint16Array {
  const scale = coding.scale(column.name)
  const kindOf = column.kind === 'datetime' ? (value: number) => roundingOf(value, column.unit) : lastDigit
  return memo('kinds of rounding', [scale], () => Uint16Array.from(scale, kindOf))
}

function countKinds(counts: Float64Array, kinds: Uint16Array): Float64Array {
  const sums = new Float64Array(digitKinds)
  for (let code = 0; code < counts.length; code++) {
    const kind = kinds[code]
    sums[kind] += counts[code]
  }
  return sums
}

/** Kinds of last digits: the first holds 0 itself. */
const digitKinds = 320
/** Places of the last digit that are told apart, from 10^-19 to 10^12. */
const leastPlace = -19
const greatestPlace = 12

/**
 * Where a number ends, as written with as few digits as tell it from its neighbours: the place of its last digit that isn't 0, and that
 * digit. 12.5 ends in tenths with a 5, 1200 in hundreds with a 2.
 */
export function lastDigit(value: number): number {
  if (value === 0) return 0
  const text = Math.abs(value).toExponential()
  const split = text.indexOf('e')
  const decimals = Math.max(0, split - 2)
  const place = Math.max(leastPlace, Math.min(greatestPlace, Number(text.slice(split + 1)) - decimals))
  return (place - leastPlace) * 10 + Number(text[split - 1])
}

/** Units of time in a second; 0 for days, which have none within. */
const perSecond = { day: 0, s: 1, ms: 1e3, us: 1e6 } as const
/** Seconds that people round times to: a minute, 5, 15, an hour, a day. */
const rounds = [60, 300, 900, 3600, 86_400]

/** How a time is rounded: 0 within seconds, 1 to seconds, 2 to minutes, 3 to five, 4 to fifteen, 5 to hours, 6 to days; of a day, its weekday. */
export function roundingOf(value: number, unit: Extract<ColumnSchema, { kind: 'datetime' }>['unit']): number {
  const second = perSecond[unit]
  if (second === 0) return ((value % 7) + 7) % 7
  if (value % second !== 0) return 0
  const finer = rounds.findIndex((round) => value % (round * second) !== 0)
  return finer < 0 ? rounds.length + 1 : finer + 1
}
