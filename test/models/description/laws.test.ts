import { describe, expect, test } from 'vitest'
import { distributionOf, type FamilyName } from '../../../src/stats/distributions/families.js'
import { errors, mean, rowsOf } from './support.js'

/** Mean and variance by the textbook, and the fourth central moment only by way of rows. */
const cases: readonly [string, FamilyName, number[], number, number][] = [
  ['normal(40, 12)', 'normal', [40, 12], 40, 144],
  ['lognormal(1, 0.5)', 'lognormal', [1, 0.5], Math.exp(1.125), (Math.exp(0.25) - 1) * Math.exp(2.25)],
  ['uniform(-2, 5)', 'uniform', [-2, 5], 1.5, 49 / 12],
  ['exponential(3)', 'exponential', [3], 3, 9],
  ['gamma(2.5, 4)', 'gamma', [2.5, 4], 10, 40],
  ['gamma(0.3, 2)', 'gamma', [0.3, 2], 0.6, 1.2],
  ['beta(2, 5)', 'beta', [2, 5], 2 / 7, 10 / (49 * 8)],
  ['beta(0.5, 0.5)', 'beta', [0.5, 0.5], 0.5, 1 / 8],
  ['poisson(4.5)', 'poisson', [4.5], 4.5, 4.5],
  ['binomial(20, 0.3)', 'binomial', [20, 0.3], 6, 4.2],
]

const rows = 20_000

describe.each(cases)('%s', (law, family, parameters, expected, variance) => {
  test('has its moments', async () => {
    const table = await rowsOf({ columns: [{ name: 'x', kind: 'numeric', law }] }, rows)
    const values = table.column('x').values as Float64Array
    expect(Math.abs(mean(values) - expected)).toBeLessThan(errors * Math.sqrt(variance / rows))
    const squares = Float64Array.from(values, (value) => (value - expected) ** 2)
    const squareError = Math.sqrt(mean(squares.map((square) => (square - variance) ** 2)) / rows)
    expect(Math.abs(mean(squares) - variance)).toBeLessThan(errors * squareError)
  })

  test('quantiles are where its distribution function says', () => {
    const { cdf, quantile } = distributionOf(family, parameters)
    for (const p of [1e-6, 0.001, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6]) {
      const x = quantile(p)
      if (family === 'poisson' || family === 'binomial') {
        expect(cdf(x)).toBeGreaterThanOrEqual(p - 1e-12)
        expect(cdf(x - 1)).toBeLessThan(p)
      } else expect(Math.abs(cdf(x) - p)).toBeLessThan(1e-10)
    }
  })
})

test('distribution functions agree with closed forms', () => {
  // Gamma of shape 2: 1 - (1 + x) e^-x. Beta of shapes 2 and 3: 6x² - 8x³ + 3x⁴. Poisson and binomial by their first terms.
  expect(distributionOf('gamma', [2, 1]).cdf(1.7)).toBeCloseTo(1 - 2.7 * Math.exp(-1.7), 12)
  expect(distributionOf('beta', [2, 3]).cdf(0.4)).toBeCloseTo(6 * 0.16 - 8 * 0.064 + 3 * 0.0256, 12)
  expect(distributionOf('beta', [0.5, 0.5]).cdf(0.9)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(0.9)), 12)
  expect(distributionOf('poisson', [2]).cdf(1)).toBeCloseTo(3 * Math.exp(-2), 12)
  expect(distributionOf('binomial', [3, 0.2]).cdf(1)).toBeCloseTo(0.512 + 3 * 0.2 * 0.64, 12)
  expect(distributionOf('zipf', [1, 3]).cdf(2)).toBeCloseTo(1.5 / (1.5 + 1 / 3), 12)
})

test('bounds cut a law off, and rounding keeps to them', async () => {
  const table = await rowsOf({ columns: [{ name: 'age', kind: 'integer', law: 'normal(40, 30)', min: 18, max: 65 }] }, rows)
  const values = table.column('age').values as Float64Array
  expect(Math.min(...values)).toBe(18)
  expect(Math.max(...values)).toBe(65)
  expect(values.every(Number.isInteger)).toBe(true)
  // Each whole number stands for what rounds to it, the ends too.
  const { cdf } = distributionOf('normal', [40, 30])
  const share = (cdf(18.5) - cdf(17.5)) / (cdf(65.5) - cdf(17.5))
  const found = values.filter((value) => value === 18).length / rows
  expect(Math.abs(found - share)).toBeLessThan(errors * Math.sqrt((share * (1 - share)) / rows))
})

test('a uniform law of whole numbers gives each the same share, both ends too', async () => {
  const table = await rowsOf({ columns: [{ name: 'die', kind: 'integer', law: 'uniform(1, 6)' }] }, rows)
  const values = table.column('die').values as Float64Array
  for (let face = 1; face <= 6; face++) {
    const found = values.filter((value) => value === face).length / rows
    expect(Math.abs(found - 1 / 6)).toBeLessThan(errors * Math.sqrt(5 / 36 / rows))
  }
})

test('times keep to days and hours of a weight', async () => {
  const hours = Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 3 : hour === 10 ? 1 : 0))
  const table = await rowsOf(
    {
      columns: [
        {
          name: 't',
          kind: 'datetime',
          format: '%Y-%m-%d %H:%M',
          unit: 's',
          step: 60,
          law: 'uniform(2024-01-01, 2024-01-28)',
          weekdays: [2, 1, 0, 0, 0, 0, 1],
          hours,
        },
      ],
    },
    rows,
  )
  const dates = Array.from(table.column('t').values, (seconds) => new Date(seconds * 1000))
  expect(new Set(dates.map((date) => date.getUTCDay()))).toEqual(new Set([0, 1, 2]))
  expect(new Set(dates.map((date) => date.getUTCHours()))).toEqual(new Set([9, 10]))
  expect(new Set(dates.map((date) => date.getUTCDate())).has(28)).toBe(true)
  const mondays = dates.filter((date) => date.getUTCDay() === 1).length / rows
  expect(Math.abs(mondays - 0.5)).toBeLessThan(errors * Math.sqrt(0.25 / rows))
  const nines = dates.filter((date) => date.getUTCHours() === 9).length / rows
  expect(Math.abs(nines - 0.75)).toBeLessThan(errors * Math.sqrt(0.1875 / rows))
})
