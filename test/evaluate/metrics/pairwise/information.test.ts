import { describe, expect, test } from 'vitest'
import { pairAssociation } from '../../../../src/evaluate/metrics/pairwise/association.js'
import { pairContingency } from '../../../../src/evaluate/metrics/pairwise/contingency.js'
import { pairInformation } from '../../../../src/evaluate/metrics/pairwise/information.js'
import { triples } from '../../../../src/evaluate/metrics/pairwise/triples.js'
import type { Rng } from '../../../../src/random/rng.js'
import { rangeOfNext, ten } from '../../null.js'
import { population, schema } from '../../tables.js'
import { detailOf, made, permuted, resultOf, schemaOf, scoreOf } from '../score.js'

const [real, fresh] = [population(2000, 1), population(2000, 2)]

describe.each([pairInformation, triples])('$name', (metric) => {
  test('is 1 for a copy, near 1 for other real rows, less for permuted columns', () => {
    const of = (synthetic: typeof real) => scoreOf(metric, { training: real, synthetic }, schema)
    expect(of(real)).toBe(1)
    const { least } = rangeOfNext(ten.map((seed) => of(population(2000, seed))))
    expect(of(fresh)).toBeGreaterThan(least)
    expect(of(permuted(fresh))).toBeLessThan(least)
  })
})

describe('pair-information', () => {
  test('is the correlation for two normal columns, and sees a dependence that has none', () => {
    const straight = made(20_000, 1, (rng) => normalPair(rng, 0.6))
    const details = resultOf(pairInformation, { training: straight, synthetic: permuted(straight) }, schemaOf(straight)).details
    // Ten bins of equal mass lose a little: by the density of two normal columns they keep .2030 nats, a correlation of .5777, which 20,000 rows tell to .0045.
    expect(Math.abs((details?.[0]?.real as number) - 0.5777)).toBeLessThan(5 * 0.0045)
    expect(details?.[0]?.synthetic).toBeLessThan(byChance(20_000))
    const circle = made(3000, 2, (rng) => {
      const angle = 2 * Math.PI * rng.uniform()
      return { x: Math.cos(angle), y: Math.sin(angle) }
    })
    const input = { training: circle, synthetic: permuted(circle) }
    // x leaves two values of y: all of ln 10 but ln 2 of the information in ten bins, which is .98 as a correlation. Ranks know nothing of it: by chance 1 / √3000 = .018.
    expect(scoreOf(pairInformation, input, schemaOf(circle))).toBeLessThan(1 - 0.98 + byChance(3000))
    expect(scoreOf(pairAssociation, input, schemaOf(circle))).toBeGreaterThan(0.9)
  })
})

/**
 * What ten by ten bins of columns that have nothing to do with each other say but once in a million times, as a correlation: twice the rows times
 * the information is chi-squared with 81 degrees of freedom, the mean of which is taken off; 156.45 is its quantile.
 */
const byChance = (rows: number) => Math.sqrt(1 - Math.exp((-2 * (156.45 - 81)) / (2 * rows)))

function normalPair(rng: Rng, correlation: number) {
  const x = rng.normal()
  return { x, y: correlation * x + Math.sqrt(1 - correlation ** 2) * rng.normal() }
}

describe('triples', () => {
  const levels = { a: 2, b: 2, c: 2, d: 2 }
  const coins = (rng: Rng) => ({ a: rng.integer(2), b: rng.integer(2), c: rng.integer(2), d: rng.integer(2) })
  const parity = (rng: Rng) => {
    const row = coins(rng)
    return { ...row, c: row.a ^ row.b }
  }

  test('sees a column that is the parity of two others, which no pair shows', () => {
    const [xor, independent] = [made(4000, 3, parity, levels), made(4000, 4, coins, levels)]
    const input = { training: xor, synthetic: independent }
    const found = resultOf(triples, input, schemaOf(xor))
    // Half of the eight combinations never occur. Of eight that do, as often in both, each is off by .0074: half of what they are off by together is
    // .024 on average, with a standard deviation of .006, and the four cells of a pair .015 with .006, less for the mean of six pairs.
    expect(detailOf(found, 'a', 'b', 'c')).toBeCloseTo(0.5, 1)
    expect(detailOf(found, 'a', 'b', 'd')).toBeGreaterThan(0.95)
    expect(scoreOf(pairContingency, input, schemaOf(xor))).toBeGreaterThan(0.97)
  })

  test('counts by hand', () => {
    const of = (codes: readonly number[]) => {
      let row = 0
      return made(codes.length, 1, () => ({ a: codes[row++] as number, b: 0, c: 0 }), { a: 2, b: 1, c: 1 })
    }
    const found = resultOf(triples, { training: of([0, 0, 0, 1]), synthetic: of([0, 0, 1, 1]) }, schemaOf(of([0])))
    expect(found).toMatchObject({ value: 0.75, details: [{ columns: ['a', 'b', 'c'], value: 0.75 }] })
  })

  test('compares 500 triples of many columns, none twice', () => {
    const wide = made(30, 5, (rng) => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x${i}`, rng.normal()])))
    const details = resultOf(triples, { training: wide, synthetic: wide }, schemaOf(wide)).details ?? []
    expect(new Set(details.map(({ columns }) => columns.join())).size).toBe(500)
    expect(details.every(({ columns }) => new Set(columns).size === 3)).toBe(true)
  })

  test('needs three columns', () => {
    const two = made(10, 6, (rng) => ({ x: rng.normal(), y: rng.normal() }))
    expect(resultOf(triples, { training: two, synthetic: two }, schemaOf(two))).toMatchObject({ value: null, reason: /three/ })
  })
})
