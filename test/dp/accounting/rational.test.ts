import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  approximately,
  compareRationals,
  exactly,
  minus,
  over,
  plus,
  rational,
  readRational,
  roundedDown,
  roundedUp,
  times,
  writeRational,
} from '../../../src/dp/accounting/rational.js'

const fractions = fc.tuple(fc.bigInt(-1000n, 1000n), fc.bigInt(1n, 1000n)).map(([n, d]) => rational(n, d))
const doubles = fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-300, max: 1e300 })

describe('fractions', () => {
  test('arithmetic has the laws of a field, and text goes round', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)))
        expect(plus(minus(a, b), b)).toEqual(a)
        if (b.numerator !== 0n) expect(times(over(a, b), b)).toEqual(a)
        expect(readRational(writeRational(a))).toEqual(a)
      }),
      { seed: 1 },
    )
  })

  test('a double is a fraction exactly, and rounding goes to the side it says', () => {
    fc.assert(
      fc.property(doubles, (value) => {
        expect(approximately(exactly(value))).toBe(value)
        const up = roundedUp(value, 20)
        const down = roundedDown(value, 20)
        expect(compareRationals(up, exactly(value))).toBeGreaterThanOrEqual(0)
        expect(compareRationals(down, exactly(value))).toBeLessThanOrEqual(0)
        expect(Math.abs(approximately(up) / value - 1)).toBeLessThan(1e-5)
        expect(Math.abs(approximately(down) / value - 1)).toBeLessThan(1e-5)
      }),
      { seed: 2 },
    )
    expect(roundedUp(1 / 3, 20).numerator).toBeLessThan(2n ** 21n)
  })

  test('what is no fraction is refused', () => {
    expect(() => rational(1n, 0n)).toThrow(RangeError)
    expect(() => exactly(Number.NaN)).toThrow(RangeError)
    expect(() => readRational('1.5')).toThrow(RangeError)
  })
})
