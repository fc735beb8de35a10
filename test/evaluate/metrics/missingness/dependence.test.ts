import { describe, expect, test } from 'vitest'
import { missingDependence } from '../../../../src/evaluate/metrics/missingness/dependence.js'
import { missingPairs } from '../../../../src/evaluate/metrics/missingness/pairs.js'
import { missingPatterns } from '../../../../src/evaluate/metrics/missingness/patterns.js'
import { missingRates } from '../../../../src/evaluate/metrics/missingness/rates.js'
import type { Rng } from '../../../../src/random/rng.js'
import type { Table } from '../../../../src/table/table.js'
import { rangeOfNext, ten } from '../../null.js'
import { population, schema } from '../../tables.js'
import { made, permuted, resultOf, schemaOf, scoreOf } from '../score.js'

/** One column is missing for a third of the rows: the greatest of another, or any. */
const byReason = (rng: Rng) => {
  const x = rng.uniform()
  return { x, y: x > 2 / 3 ? Number.NaN : rng.normal(), z: rng.normal() }
}
const byChance = (rng: Rng) => ({ x: rng.uniform(), y: rng.uniform() > 2 / 3 ? Number.NaN : rng.normal(), z: rng.normal() })

describe('missing-dependence', () => {
  test('sees values left out at random where there was a reason, and the other way round, which nothing else does', () => {
    const [reason, chance] = [made(3000, 1, byReason), made(3000, 2, byChance)]
    for (const [training, synthetic] of [
      [reason, chance],
      [chance, reason],
    ] as const) {
      const found = resultOf(missingDependence, { training, synthetic }, schemaOf(training))
      // 2 · 1/3 · 2/3 apart where everything was learned. Ten other pairs of tables have a standard deviation of .011.
      expect(Math.abs((found.value as number) - (1 - 4 / 9))).toBeLessThan(5 * 0.011)
      const [detail] = found.details ?? []
      // The cut lies next to one of the learned rows, of which there are as many as unseen ones: k of these lie between it and 2/3 with probability
      // 2^-k, and share a k-th of a thousand of the area with half of the others: ten, once in a thousand times, .01.
      expect(detail?.[training === reason ? 'real' : 'synthetic']).toBeGreaterThan(0.99)
      // 500 unseen rows against 1,000 (Mann and Whitney).
      expect(Math.abs((detail?.[training === reason ? 'synthetic' : 'real'] as number) - 0.5)).toBeLessThan(
        5 * Math.sqrt(1501 / (12 * 500 * 1000)),
      )
      // Shares of 1/3 in 3,000 rows differ by .012 by chance, in one of three columns: four standard deviations even for that one.
      for (const blind of [missingRates, missingPairs, missingPatterns]) {
        expect(scoreOf(blind, { training, synthetic }, schemaOf(training)) ?? 1).toBeGreaterThan(0.95)
      }
    }
  })

  test('names the column on which it depends that a value is missing, and no other, however often it is', () => {
    const [reason, chance] = [made(900, 1, byReason), made(900, 2, byChance)]
    const rarer = made(900, 3, (rng) => ({ ...byChance(rng), ...(rng.uniform() < 0.5 ? { y: rng.normal() } : {}) }))
    const reasons = (training: Table, synthetic: Table) =>
      Object.fromEntries(
        (resultOf(missingDependence, { training, synthetic }, schemaOf(training)).details ?? [])
          .filter(({ columns }) => columns.length === 2)
          .map(({ columns, p, words }) => [columns[1], { p: p as number, words }]),
      )
    for (const [found, words] of [
      [
        reasons(reason, chance),
        /missing hardly depends on x any more: among rows with x in (the lowest|the highest|part \d) of \d( parts| from the lowest) it is in/,
      ],
      [reasons(chance, reason), /missing depends, as it really does not, on x:/],
    ] as const) {
      expect(found.x?.p).toBeLessThan(1e-12)
      expect(found.x?.words).toMatch(words)
      // One of the four below is so by chance once in 250 times.
      expect(found.z?.p).toBeGreaterThan(0.001)
    }
    // Half as many are missing, of any rows.
    const fewer = reasons(chance, rarer)
    expect(Math.min(fewer.x?.p ?? 0, fewer.z?.p ?? 0)).toBeGreaterThan(0.001)
  })

  test('is 1 for a copy, near 1 for other real rows, less for permuted columns', () => {
    const [real, fresh] = [population(600, 1), population(600, 2)]
    const of = (synthetic: typeof real) => scoreOf(missingDependence, { training: real, synthetic }, schema)
    expect(of(real)).toBe(1)
    const { least } = rangeOfNext(ten.map((seed) => of(population(600, seed))))
    expect(of(fresh)).toBeGreaterThan(least)
    expect(of(permuted(fresh))).toBeLessThan(least)
  })

  test('says so where nothing is missing, or nothing is left to predict from', () => {
    const whole = made(20, 3, (rng) => ({ x: rng.normal(), y: rng.normal() }))
    const complete = { ...schemaOf(whole), columns: schemaOf(whole).columns.map((column) => ({ ...column, nullable: false })) }
    expect(resultOf(missingDependence, { training: whole, synthetic: whole }, complete)).toMatchObject({ value: 1, reason: /No value/ })
    const one = made(20, 4, () => ({ x: Number.NaN }))
    expect(resultOf(missingDependence, { training: one, synthetic: one }, schemaOf(one))).toMatchObject({
      value: null,
      reason: /one column/,
    })
  })
})
