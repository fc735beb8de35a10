import { describe, expect, test } from 'vitest'
import type { Metric } from '../../../../src/evaluate/metric.js'
import { atoms } from '../../../../src/evaluate/metrics/marginal/atoms.js'
import { decimals, lastDigit, roundingOf } from '../../../../src/evaluate/metrics/marginal/decimals.js'
import { marginalDistance } from '../../../../src/evaluate/metrics/marginal/distance.js'
import { marginalCoverage } from '../../../../src/evaluate/metrics/marginal/support.js'
import { createRng } from '../../../../src/random/rng.js'
import { Table } from '../../../../src/table/table.js'
import { rangeOfNext, ten } from '../../null.js'
import { population, schema, withColumn } from '../../tables.js'
import { detailOf, made, permuted, resultOf, schemaOf, scoreOf } from '../score.js'

function numbers(...values: number[]): Table {
  return new Table([{ name: 'x', kind: 'numeric', values: Float64Array.from(values) }])
}

function compare(metric: Metric, training: Table, synthetic: Table) {
  return resultOf(metric, { training, synthetic }, schemaOf(training))
}

const [real, fresh] = [population(2000, 1), population(2000, 2)]

describe.each([marginalDistance, decimals, atoms])('$name', (metric) => {
  test('is 1 for a copy and for permuted columns, and nearly 1 for other real rows', () => {
    expect(scoreOf(metric, { training: real, synthetic: real }, schema)).toBe(1)
    expect(scoreOf(metric, { training: real, synthetic: permuted(real) }, schema)).toBe(1)
    const of = (synthetic: Table) => scoreOf(metric, { training: real, synthetic }, schema)
    expect(of(fresh)).toBeGreaterThan(rangeOfNext(ten.map((seed) => of(population(2000, seed)))).least)
  })

  test('has a reason where a column has no values on one side, or no column has numbers', () => {
    const gone = compare(metric, numbers(1, 1, 1, 1, 1, 1), numbers(Number.NaN, Number.NaN))
    expect(gone).toMatchObject({ value: null, reason: /\.$/, details: [{ value: null, reason: /missing/ }] })
    const levels = made(10, 1, (rng) => ({ a: rng.integer(2) }), { a: 2 })
    expect(compare(metric, levels, levels)).toMatchObject({ value: null, reason: /\.$/ })
  })
})

describe('marginal-coverage', () => {
  test('tells how improbable it is that a level or an end of a range is lost by chance', () => {
    const lost = compare(marginalCoverage, numbers(1, 2, 3, 4, 5, 6, 7, 8), numbers(1, 1, 2, 2, 3, 3, 4, 4))
    // Four rows are beyond one of two ends, and half of all rows are real.
    expect(lost.p).toBeCloseTo(2 * 0.5 ** 4, 12)
    expect(compare(marginalCoverage, numbers(1, 2, 3), numbers(1, 2, 3)).p).toBe(1)
    expect(resultOf(marginalCoverage, { training: real, synthetic: fresh }, schema).p).toBeGreaterThan(1e-6)
  })
})

describe('marginal-distance', () => {
  test('is 1 / (1 + how far values are moved, in interquartile ranges)', () => {
    // Moved by 2 with an interquartile range of 2.
    expect(compare(marginalDistance, numbers(1, 2, 3, 4), numbers(3, 4, 5, 6)).value).toBe(0.5)
    // 4 is moved to 8, one of four values: 1 on average.
    expect(compare(marginalDistance, numbers(1, 2, 3, 4), numbers(1, 2, 3, 8)).value).toBeCloseTo(1 / 1.5, 12)
    // Half as many rows, at the same places.
    expect(compare(marginalDistance, numbers(1, 1, 3, 3), numbers(1, 3)).value).toBe(1)
  })

  test('has a scale for columns of one frequent value, and for constant ones', () => {
    const spike = (...rest: number[]) => numbers(...Array(90).fill(0), ...rest)
    // Percentiles 5 and 95 are 0 and 10: half of it is 5; a tenth of the values is moved by 10.
    expect(compare(marginalDistance, spike(...Array(10).fill(10)), spike(...Array(10).fill(20))).value).toBeCloseTo(1 / 1.2, 12)
    // Constant: the range of both.
    expect(compare(marginalDistance, numbers(7, 7), numbers(9, 9)).value).toBe(0.5)
    expect(compare(marginalDistance, numbers(7), numbers(7, 7)).value).toBe(1)
  })

  test('sees ordered levels that are shifted, and numbers up to the greatest', () => {
    const shifted = withColumn(fresh, 'rating', (code) => (code < 0 ? -1 : 2))
    // Levels even on 0, 1 and 2 are moved by 1 in the mean, with an interquartile range of 2 at most: 1 / (1 + 1/2), and five deviations of
    // a mean of 1,400 such values, half of that in the score.
    expect(detailOf(resultOf(marginalDistance, { training: real, synthetic: shifted }, schema), 'rating')).toBeLessThan(
      2 / 3 + (5 * Math.sqrt(2 / 3 / 1400)) / 2,
    )
    const wide = compare(marginalDistance, numbers(-1.7e308, 0, 1.7e308), numbers(1.7e308, 1.7e308, 1.7e308)).value as number
    expect(wide > 0 && wide < 0.8).toBe(true)
  })
})

describe('decimals', () => {
  test('lastDigit tells the place of the last digit, and that digit', () => {
    expect(lastDigit(12.5)).toBe(lastDigit(-0.5))
    expect(lastDigit(1200)).toBe(lastDigit(200))
    const kinds = [0, 0.5, 0.05, 0.25, 5, 3, 30, 0.1 + 0.2, 1e300, 5e-324].map(lastDigit)
    expect(new Set(kinds).size).toBe(9)
    expect(kinds.every((kind) => Number.isInteger(kind) && kind >= 0 && kind < 320)).toBe(true)
    expect(lastDigit(0.05)).toBe(lastDigit(0.25))
  })

  test('roundingOf tells minutes from hours, and weekdays', () => {
    expect([0.5, 1, 60, 300, 900, 3600, 86_400].map((seconds) => roundingOf(seconds * 1e6, 'us'))).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(roundingOf(-86_400, 's')).toBe(6)
    expect([0, 7, -7, 1, -6].map((day) => roundingOf(day, 'day'))).toEqual([0, 0, 0, 1, 1])
  })

  test('sees rounding to other decimals, and heaping that was lost', () => {
    const rng = createRng(3)
    const exact = Float64Array.from({ length: 2000 }, () => 40 + 10 * rng.normal())
    const of = (value: (x: number) => number) => numbers(...exact.map(value))
    const cents = of((x) => Math.round(100 * x) / 100)
    // Nine of ten cents have two decimals, tenths none: a tenth in common, by 2,000 rows known to .007, and the digits on top.
    expect(
      compare(
        decimals,
        cents,
        of((x) => Math.round(10 * x) / 10),
      ).value,
    ).toBeLessThan(0.1 + 5 * 0.007)
    expect(
      compare(
        decimals,
        cents,
        of((x) => x),
      ).value,
      // No number of decimals in common.
    ).toBeLessThan(5 * 0.007)
    const heaped = of((x) => (rng.uniform() < 0.5 ? 5 * Math.round(x / 5) : Math.round(x)))
    const smooth = of(Math.round)
    // Last digits 0 and 5: .6 of heaped ages, .2 of smooth ones, with standard deviations of .011 and .009.
    expect(compare(decimals, heaped, smooth).value).toBeLessThan(0.6 + 5 * 0.014)
    // The distance of shapes hardly sees it: half of the values are moved by 5/4 at most on average, of an interquartile range of 13.5: 1 / (1 + .046).
    expect(compare(marginalDistance, heaped, smooth).value).toBeGreaterThan(0.95)
  })
})

describe('atoms', () => {
  const rng = createRng(4)
  const column = (share: number) => numbers(...Array.from({ length: 2000 }, () => (rng.uniform() < share ? 0 : rng.normal())))

  test('is how far the masses at frequent values are apart', () => {
    const heavy = compare(atoms, column(0.6), column(0))
    // A share of .6 in 2,000 rows has a standard deviation of .011; to one digit is within .05.
    expect(heavy.value).toBeCloseTo(0.4, 1)
    expect(heavy.details?.[0]?.synthetic).toBe(0)
    expect(heavy.details?.[0]?.real).toBeCloseTo(0.6, 1)
    // Invented, too.
    expect(compare(atoms, column(0), column(0.6)).value).toBeCloseTo(0.4, 1)
  })

  test.each([
    // One in a hundred, but never fewer than 5.
    { rows: 1000, least: 10 },
    { rows: 100, least: 5 },
  ])('counts a value as frequent from $least of $rows rows on', ({ rows, least }) => {
    const once = (count: number) => numbers(...new Array(count).fill(0), ...Array.from({ length: rows - count }, (_, i) => i + 1))
    expect(compare(atoms, once(least), once(least))).toMatchObject({ value: 1, details: [{ real: least / rows }] })
    expect(compare(atoms, once(least - 1), once(least - 1))).toMatchObject({ value: null, reason: /often/ })
  })

  test('leaves out columns in which no value comes up often', () => {
    expect(compare(atoms, column(0), column(0))).toMatchObject({ value: null, reason: /often/ })
    expect(compare(atoms, numbers(1, 2, 3), numbers(1, 2, 3)).value).toBe(null)
  })
})
