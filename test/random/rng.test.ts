import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { pearson } from '../../src/stats/association/pearson.js'
import { normalCdf } from '../../src/stats/normal/normal.js'
import { expected } from '../stats/expected.js'

const draws = (n: number, draw: () => number): Float64Array => Float64Array.from({ length: n }, draw)

describe('createRng', () => {
  test.each(expected.uniform as { path: number[]; values: number[] }[])(
    'the stream $path is numpy’s for the same key',
    ({ path, values }) => {
      const rng = createRng(...path)
      expect([...draws(5, rng.uniform)]).toEqual(values)
    },
  )

  test('many uniform numbers at once are those that come one by one', () => {
    const [all, single] = [createRng(3, 1), createRng(3, 1)]
    single.uniform()
    all.uniform()
    for (const size of [0, 1, 311, 312, 1000, 5]) {
      const filled = new Float64Array(size)
      all.uniforms(filled)
      expect(filled).toEqual(draws(size, single.uniform))
    }
    expect(all.uniform()).toBe(single.uniform())
  })

  test('a split is the stream of the longer path, however often the parent was used', () => {
    const parent = createRng(4)
    parent.uniform()
    expect(parent.split(2, 1).uniform()).toBe(createRng(4, 2, 1).uniform())
  })

  test('paths that differ anywhere, or in length only, give other streams', () => {
    const paths = [[1], [1, 0], [0, 1], [2], [1, 1], [2 ** 32 + 1], [-1], [0]]
    const firsts = paths.map((path) => createRng(...path).uniform())
    expect(new Set(firsts).size).toBe(paths.length)
  })

  test('streams with neighbouring keys are uncorrelated', () => {
    const n = 20_000
    const streams = [
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
    ].map((path) => draws(n, createRng(...path).uniform))
    for (const a of streams) {
      for (const b of streams) {
        // 4.9 standard errors: false alarm 1e-6.
        if (a !== b) expect(Math.abs(pearson(a, b))).toBeLessThan(4.9 / Math.sqrt(n))
      }
    }
  })

  test('a key that is no whole number is refused', () => {
    expect(() => createRng(0.5)).toThrow('whole number (got 0.5)')
  })

  test('integers below n come equally often', () => {
    const rng = createRng(3)
    const counts = new Float64Array(7)
    for (const value of draws(70_000, () => rng.integer(7))) counts[value] = (counts[value] as number) + 1
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // The 1 - 1e-6 quantile of chi-square with 6 degrees of freedom.
    expect(chiSquare).toBeLessThan(38.3)
  })

  test('normal draws follow the normal distribution, in its body and in its tails', () => {
    const n = 200_000
    const values = draws(n, createRng(5).normal).sort()
    let distance = 0
    values.forEach((value, i) => {
      const place = normalCdf(value)
      distance = Math.max(distance, Math.abs(place - i / n), Math.abs(place - (i + 1) / n))
    })
    expect(distance).toBeLessThan(Math.sqrt(Math.log(2e6) / 2 / n))
    for (const bound of [2.5, 3, 3.5, 4]) {
      const wanted = 2 * n * normalCdf(-bound)
      const got = values.filter((value) => Math.abs(value) > bound).length
      expect(Math.abs(got - wanted)).toBeLessThan(4.9 * Math.sqrt(wanted) + 5)
    }
    const moments = [1, 2, 3, 4].map((power) => values.reduce((sum, value) => sum + value ** power, 0) / n)
    // Variances of the mean powers: 1, 2, 15, 96.
    for (const [i, [mean, variance]] of [
      [0, 1],
      [1, 2],
      [0, 15],
      [3, 96],
    ].entries()) {
      expect(Math.abs((moments[i] as number) - (mean as number))).toBeLessThan(4.9 * Math.sqrt((variance as number) / n))
    }
  })
})
