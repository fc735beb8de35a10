import { describe, expect, test } from 'vitest'
import type { MetricResult } from '../../../../src/evaluate/metric.js'
import { pmse } from '../../../../src/evaluate/metrics/joint/pmse.js'
import type { Rng } from '../../../../src/random/rng.js'
import { rangeOfNext, ten } from '../../null.js'
import { population, schema, withColumn } from '../../tables.js'
import { fromUniform, fromUniformBound, made, partOf, permuted, resultOf, schemaOf } from '../score.js'

describe('pmse', () => {
  test('is exactly what a table of two levels has by hand', () => {
    const first = (ones: number) => {
      let row = 0
      return made(100, 1, () => ({ a: row++ < ones ? 1 : 0 }), { a: 2 })
    }
    const tables = { training: first(30), synthetic: first(60) }
    const found = resultOf(pmse, tables, schemaOf(tables.training))
    // Of 90 rows with level b 60 are synthetic, of 110 with level a 40.
    const wanted = (90 * (60 / 90 - 0.5) ** 2 + 110 * (40 / 110 - 0.5) ** 2) / 200
    expect(partOf(found, 'pmse')).toBeCloseTo(wanted, 5)
    expect(partOf(found, 'coefficients')).toBe(1)
    // Chi-squared of the two by two table: 200 (60 · 70 - 40 · 30)² / (100 · 100 · 90 · 110) = 18.18.
    expect(partOf(found, 's-pmse')).toBeCloseTo(18.1818, 3)
    expect(partOf(found, 's-pmse-snoke')).toBeCloseTo(2 * 18.1818, 3)
    expect(found.value).toBeCloseTo(1 - 4 * wanted, 5)
  })

  test('under the null S_pMSE is 1 on average and p is uniform', () => {
    const runs = 120
    const maker = (rng: Rng) => ({ a: rng.integer(2), b: rng.integer(3), x: rng.normal() })
    const draw = (seed: number) => made(1000, seed, maker, { a: 2, b: 3 })
    const results = Array.from({ length: runs }, (_, run) =>
      resultOf(pmse, { training: draw(2 * run), synthetic: draw(2 * run + 1) }, schemaOf(draw(0))),
    )
    const coefficients = partOf(results[0] as MetricResult, 'coefficients')
    const mean = results.reduce((sum, result) => sum + partOf(result, 's-pmse'), 0) / runs
    // A chi-squared over its degrees of freedom has standard deviation sqrt(2 / k).
    expect(Math.abs(mean - 1)).toBeLessThan((5 * Math.sqrt(2 / coefficients)) / Math.sqrt(runs))
    expect(fromUniform(results.map(({ p }) => p as number))).toBeLessThan(fromUniformBound(runs))
  })

  test('counts no coefficient that follows from others', () => {
    const count = (maker: (rng: Rng) => Record<string, number>) => {
      const tables = { training: made(500, 1, maker, { a: 3, b: 3 }), synthetic: made(500, 2, maker, { a: 3, b: 3 }) }
      return partOf(resultOf(pmse, tables, schemaOf(tables.training)), 'coefficients')
    }
    const one = (rng: Rng) => ({ a: rng.integer(3) })
    expect(count(one)).toBe(2)
    expect(count((rng) => ({ ...one(rng), b: 0 }))).toBe(2)
    expect(
      count((rng) => {
        const { a } = one(rng)
        return { a, b: (a + 1) % 3 }
      }),
    ).toBe(2)
    expect(count((rng) => ({ a: rng.integer(3), b: rng.integer(3) }))).toBe(8)
  })

  test('is 1 for a copy, sees a shifted mean and lost dependence', () => {
    const [real, fresh] = [population(600, 1), population(600, 2)]
    const of = (synthetic: typeof real) => resultOf(pmse, { training: real, synthetic }, schema)
    expect(of(real)).toMatchObject({ value: 1, p: 1 })
    const { least } = rangeOfNext(ten.map((seed) => of(population(600, seed)).value as number))
    expect(of(fresh).value).toBeGreaterThan(least)
    expect(of(permuted(fresh)).value).toBeLessThan(least)
    expect(of(withColumn(fresh, 'visits', (value) => value + 10)).p).toBeLessThan(1e-12)
  })

  test('says so where nothing varies', () => {
    const flat = made(50, 1, () => ({ x: 3 }))
    expect(resultOf(pmse, { training: flat, synthetic: flat }, schemaOf(flat))).toMatchObject({
      value: 1,
      p: null,
      reason: /nothing to tell/,
    })
  })
})
