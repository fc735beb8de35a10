import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IntegerSchema, NumericSchema } from '../../src/table/schema.js'
import { columnSchema } from '../../src/table/shape/columns.js'
import { numberParser, numberWriter, plainStyle, roundToDecimals, shortestDecimals } from '../../src/table/typing/number-format.js'

const numeric = (options: object): NumericSchema => columnSchema.parse({ name: 'x', kind: 'numeric', ...options }) as NumericSchema
const integer = (options: object): IntegerSchema => columnSchema.parse({ name: 'x', kind: 'integer', ...options }) as IntegerSchema

const separators = fc.constantFrom(
  ...[
    { thousands: '', point: '.' },
    { thousands: '', point: ',' },
    { thousands: ',', point: '.' },
    { thousands: '.', point: ',' },
    { thousands: ' ', point: ',' },
    { thousands: '\u00a0', point: '.' },
    { thousands: '\u202f', point: ',' },
    { thousands: "'", point: '.' },
    { thousands: '_', point: '.' },
  ],
)
const style = fc.record({
  separators,
  prefix: fc.constantFrom('', '$', '€ ', 'USD '),
  suffix: fc.constantFrom('', '%', ' kg', ' €'),
  parentheses: fc.boolean(),
})

describe('numberWriter', () => {
  test.each([
    [numeric({ decimals: 2 }), 1.5, '1.5'],
    [numeric({ decimals: 2, fixed: true }), 1.5, '1.50'],
    [numeric({ decimals: 2, fixed: true }), -0.001, '0.00'],
    [numeric({ decimals: 2 }), -0.001, '0'],
    [numeric({ decimals: 2, leastDecimals: 1 }), 12, '12.0'],
    [numeric({ decimals: 2, leastDecimals: 1 }), 12.25, '12.25'],
    [numeric({ decimals: 2 }), 0.1 + 0.2, '0.3'],
    [numeric({ decimals: 8 }), 0.00000012, '0.00000012'],
    [numeric({ decimals: null }), 1e300, '1e+300'],
    [numeric({ exponent: '0.00e+00' }), 7.97e-8, '7.97e-08'],
    [numeric({ exponent: '0.00e+00' }), -1234, '-1.23e+03'],
    [numeric({ exponent: '0.0E0', point: ',' }), 25e7, '2,5E8'],
    [numeric({ decimals: null, leastDecimals: 1 }), 7, '7.0'],
    [numeric({ decimals: 0 }), 1e308, '1e+308'],
    [numeric({ decimals: 2, fixed: true, prefix: '$', thousands: ',' }), -1234567.5, '-$1,234,567.50'],
    [numeric({ decimals: 2, fixed: true, parentheses: true }), -1234.5, '(1234.50)'],
    [numeric({ decimals: 1, point: ',', thousands: '.', suffix: ' €' }), 1234.5, '1.234,5 €'],
    [integer({}), -0.2, '0'],
    [integer({}), 12.6, '13'],
    [integer({ trailingZeros: 2 }), 12, '12.00'],
    [integer({ thousands: ' ' }), 999, '999'],
    [integer({ thousands: ' ' }), 1000, '1 000'],
    [integer({ thousands: ',', parentheses: true }), -1000, '(1,000)'],
  ] as const)('%o writes %d as %s', (schema, value, text) => {
    expect(numberWriter(schema)(value)).toBe(text)
  })

  test('every number of so many decimals reads the same after it was written, in every style', () => {
    const value = fc.tuple(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(
        value,
        style,
        fc.boolean(),
        fc.integer({ min: 0, max: 6 }),
        ([digits, decimals], { separators, ...affixes }, fixed, least) => {
          const schema = numeric({ ...separators, ...affixes, decimals, fixed, leastDecimals: Math.min(least, decimals) })
          const number = digits / 10 ** decimals + 0
          expect(numberParser(schema)(numberWriter(schema)(number))).toBe(number)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('doubles without a fixed number of decimals read the same after they were written', () => {
    const schema = numeric({})
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => numberParser(schema)(numberWriter(schema)(value)) === value,
      ),
    )
  })
})

describe('numberParser', () => {
  test.each([
    ['12', 12],
    [' 12 ', 12],
    ['+12', 12],
    ['\u221212', -12],
    ['1e3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['-0', 0],
    ['1,000', Number.NaN],
    ['', Number.NaN],
    ['.', Number.NaN],
    ['--1', Number.NaN],
    ['0x10', Number.NaN],
    ['Infinity', Number.NaN],
    ['1 2', Number.NaN],
  ])('reads %o as a plain number: %d', (text, value) => {
    expect(numberParser(plainStyle)(text)).toBe(value)
  })

  test.each([
    ['$1,234.5', 1234.5],
    ['-$1,234.5', -1234.5],
    ['$-1,234.5', -1234.5],
    ['($1,234.5)', -1234.5],
    ['1234.5', 1234.5],
    ['1,5', Number.NaN],
    ['12,34,567', Number.NaN],
    ['€5', Number.NaN],
  ])('reads %o in a column of dollars: %d', (text, value) => {
    expect(numberParser({ ...plainStyle, prefix: '$', thousands: ',', parentheses: true })(text)).toBe(value)
  })
})

describe('roundTo', () => {
  test('gives the double nearest to the decimal number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), fc.integer({ min: 0, max: 12 }), (digits, decimals) => {
        const nearest = Number(`${digits}e-${decimals}`)
        expect(roundToDecimals(nearest, decimals)).toBe(nearest + 0)
      }),
    )
  })

  test('leaves numbers alone that are too large to have such digits', () => {
    expect(roundToDecimals(1e300, 2)).toBe(1e300)
  })
})

describe('decimalsOf', () => {
  test.each([
    [3, false, 0],
    [0.25, false, 2],
    [-1234.567, false, 3],
    [0.1 + 0.2, false, null],
    [1 / 3, false, null],
    [1e-7, false, 7],
    [1e300, false, 0],
    [Math.fround(0.1), true, 1],
    [Math.fround(0.1), false, null],
  ])('%d (float32: %s) needs %s digits', (value, single, digits) => {
    expect(shortestDecimals(value, single)).toBe(digits)
  })
})
