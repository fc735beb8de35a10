import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalScale } from '../../src/encode/normal-scale.js'
import { fitNumberMargin, type NumberMargin, numberDensity, numberInterval, shareBelow, shareUpTo } from '../../src/encode/number-margin.js'
import { extremes, numberQuantiles, shareScale } from '../../src/encode/quantile.js'
import { createRng } from '../../src/random/rng.js'
import { normalQuantile } from '../../src/stats/normal/normal.js'
import { ksDistance } from '../../src/stats/tests/kolmogorov-smirnov.js'

const knots = 1000
const fit = (values: readonly number[] | Float64Array, decimals: number | null, step = 1): NumberMargin =>
  fitNumberMargin(Float64Array.from(values), { decimals, step }, knots)

/** Values at evenly spaced shares. */
function spread(margin: NumberMargin, count: number): Float64Array {
  const places = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count)
  const values = new Float64Array(count)
  numberQuantiles(margin, shareScale)(places, values)
  return values
}

const rng = createRng(1)
const lognormal = Float64Array.from({ length: 5000 }, () => Math.exp(rng.normal()))

describe('fitNumberMargin', () => {
  test('a smooth column comes back as distributed, from points far fewer than values', () => {
    const margin = fit(lognormal, null)
    expect(margin.values.length).toBeLessThanOrEqual(knots + 2)
    // Between two knots lies a thousandth of the rows, and each of the points that are spread stands for one in 5,000.
    expect(ksDistance(spread(margin, 5000), lognormal)).toBeLessThan(1 / knots + 1 / 5000)
  })

  test('the least and the greatest value are ends; no other value is copied', () => {
    const margin = fit(lognormal, null)
    const places = Float64Array.of(0, 1 - 2 ** -53)
    const ends = new Float64Array(2)
    numberQuantiles(margin, shareScale)(places, ends)
    expect(ends[0]).toBe(Math.min(...lognormal))
    expect(ends[1]).toBeCloseTo(Math.max(...lognormal), 6)
    const real = new Set(lognormal)
    const inner = spread(margin, 5000).filter((value) => real.has(value))
    expect(inner.length).toBe(0)
  })

  test('values that repeat keep their exact share', () => {
    const values = [...new Array(400).fill(0), ...new Array(21).fill(999), ...lognormal.subarray(0, 1000)]
    const made = spread(fit(values, null), values.length)
    expect(made.filter((value) => value === 0).length).toBe(400)
    expect(made.filter((value) => value === 999).length).toBe(21)
  })

  test.each([
    // More than half a percent, but never fewer than 3; 21 rows always do.
    { rows: 100, least: 3 },
    { rows: 1000, least: 6 },
    { rows: 3000, least: 16 },
    { rows: 10_000, least: 21 },
  ])('of $rows rows, $least that share a value make it an atom, and one fewer does not', ({ rows, least }) => {
    const others = Array.from({ length: rows - 2 * least + 1 }, (_, i) => i + 0.5)
    const margin = fit([...new Array(least).fill(-2), ...new Array(least - 1).fill(-1), ...others], null)
    const atoms = margin.values.filter((_, k) => (margin.upTo[k] as number) > (margin.below[k] as number))
    expect([...atoms]).toEqual([-2])
  })

  test('at most `knots` values are atoms, the most frequent ones', () => {
    // The frequencies are in no order.
    const frequency = (i: number) => 30 + ((i * 7) % 30)
    const values = Float64Array.from(Array.from({ length: 30 }, (_, i) => new Array(frequency(i)).fill(i * i)).flat())
    for (const [most, least] of [
      [10, 50],
      [30, 30],
    ] as const) {
      const margin = fitNumberMargin(values, { decimals: 0 }, most)
      const atoms = margin.values.filter((_, k) => (margin.upTo[k] as number) > (margin.below[k] as number))
      const frequent = Array.from({ length: 30 }, (_, i) => i).filter((i) => frequency(i) >= least)
      expect([...atoms]).toEqual(frequent.map((i) => i * i))
    }
  })

  test('whole numbers without atoms keep their exact shares, at the ends too', () => {
    // 60 distinct values, each 1 to 19 times: below the count and, of 600 rows, mostly the share of an atom.
    const values = Array.from({ length: 60 }, (_, i) => new Array((i % 3) + 1).fill(i + 100)).flat()
    const margin = fit(values, 0)
    const made = spread(margin, values.length * 10)
    for (const value of new Set(values)) {
      const rows = values.filter((other) => other === value).length
      expect(Math.abs(made.filter((other) => other === value).length - 10 * rows)).toBeLessThanOrEqual(1)
    }
  })

  test('rounding takes nothing from the ends, where points are far fewer than values', () => {
    const even = fitNumberMargin(
      Float64Array.from({ length: 2000 }, (_, i) => i),
      { decimals: 0 },
      10,
    )
    const made = spread(even, 20_000)
    for (const value of [0, 1, 777, 1998, 1999]) expect(made.filter((other) => other === value).length).toBe(10)
  })

  test('a common step is found and kept', () => {
    const values = Array.from({ length: 300 }, (_, i) => 10_000 + 2500 * ((i * i) % 211))
    const margin = fit(values, 0)
    expect(margin.grid?.step).toBe(2500)
    for (const value of spread(margin, 1000)) expect((value - 10_000) % 2500).toBe(0)
    expect(fit([10, 17, 31], 0).grid?.step).toBe(1)
    // Sixteen even numbers are no accident (2^-15), fifteen may be one.
    const even = (count: number) => Array.from({ length: count }, (_, i) => 2 * i)
    expect([fit(even(15), 0).grid?.step, fit(even(16), 0).grid?.step]).toEqual([1, 2])
    expect(fit([0, 3600], 0, 3600).grid?.step).toBe(3600)
  })

  test('decimals come out as they came in', () => {
    const values = Float64Array.from(lognormal, (value) => Number(value.toFixed(2)))
    for (const value of spread(fit(values, 2), 2000)) expect(value).toBe(Number(value.toFixed(2)))
  })

  test.each([
    ['one value', [7.25], 2],
    ['a constant', new Array(50).fill(-3), 0],
    ['two values', [1e308, -1e308], null],
    ['huge values', Array.from({ length: 100 }, (_, i) => (i - 50) * 3e306), null],
    ['huge values with decimals', Array.from({ length: 100 }, (_, i) => (i - 50) * 3e306), 2],
    ['tiny values', Array.from({ length: 100 }, (_, i) => i * 5e-324), null],
  ] as const)('%s just work', (_, values, decimals) => {
    const margin = fit([...values], decimals)
    expect(extremes(margin)).toEqual([Math.min(...values), Math.max(...values)])
    for (const value of spread(margin, 200)) {
      expect(value).toBeGreaterThanOrEqual(Math.min(...values))
      expect(value).toBeLessThanOrEqual(Math.max(...values))
    }
  })

  test('missing values are counted and otherwise ignored', () => {
    expect(fit([1, Number.NaN, 2, Number.NaN], 0)).toMatchObject({ present: 2, missing: 2 })
    expect(fit([Number.NaN], 0)).toMatchObject({ present: 0, missing: 1, values: new Float64Array() })
  })
})

const columns = fc.record({
  values: fc.array(fc.oneof(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -1e6, max: 1e6 })), { minLength: 1, maxLength: 300 }),
  decimals: fc.constantFrom(null, 0, 1),
})

describe('the distribution function', () => {
  test('never falls, from 0 below the least value to 1 at the greatest', () => {
    fc.assert(
      fc.property(columns, ({ values, decimals }) => {
        const margin = fit(values, decimals)
        const places = [...values, ...values.map((value) => value + 0.25)].sort((a, b) => a - b)
        let last = 0
        for (const place of places) {
          const below = shareBelow(margin, place)
          expect(below).toBeGreaterThanOrEqual(last)
          last = shareUpTo(margin, place)
          expect(last).toBeGreaterThanOrEqual(below)
        }
        expect(shareBelow(margin, Math.min(...values) - 1)).toBe(0)
        expect(shareUpTo(margin, Math.max(...values) + 1)).toBe(1)
      }),
      { seed: 1 },
    )
  })

  test('undoes the quantiles', () => {
    fc.assert(
      fc.property(columns, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ({ values, decimals }, share) => {
        const margin = fit(values, decimals)
        const made = new Float64Array(1)
        numberQuantiles(margin, shareScale)(Float64Array.of(share), made)
        const [low, high] = numberInterval(margin, made[0] as number)
        const slack = 1e-9
        expect(low).toBeLessThanOrEqual(share + slack)
        expect(high).toBeGreaterThanOrEqual(share - slack)
      }),
      { seed: 1 },
    )
  })

  test('intervals of all values on a grid fill the line', () => {
    const margin = fit([1, 1, 1, 1, 5, 9, 9.5, ...new Array(30).fill(4.5)], 1)
    let last = 0
    for (let tenth = 0; tenth <= 100; tenth++) {
      const [low, high] = numberInterval(margin, tenth / 10)
      if (high === low) continue
      expect(low).toBeCloseTo(last, 12)
      last = high
    }
    expect(last).toBe(1)
    expect(numberInterval(margin, 4.55)).toEqual([0, 0])
  })

  test('density integrates to the share outside atoms', () => {
    const margin = fit([...lognormal.subarray(0, 300), ...new Array(100).fill(50)], null)
    const [least, greatest] = extremes(margin)
    const steps = 200_000
    let sum = 0
    for (let i = 0; i < steps; i++) sum += numberDensity(margin, least + ((i + 0.5) * (greatest - least)) / steps)
    expect((sum * (greatest - least)) / steps).toBeCloseTo(0.75, 2)
    expect(numberDensity(margin, least - 1)).toBe(0)
    expect(numberDensity(margin, greatest + 1)).toBe(0)
  })

  test('normal scores lead to the same values as shares', () => {
    const margin = fit([...lognormal, ...new Array(700).fill(2)], null)
    const places = Float64Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000)
    const [a, b] = [new Float64Array(1000), new Float64Array(1000)]
    numberQuantiles(margin, shareScale)(places, a)
    numberQuantiles(margin, normalScale)(places.map(normalQuantile), b)
    a.forEach((value, i) => {
      expect(b[i]).toBeCloseTo(value, 9)
    })
  })
})
