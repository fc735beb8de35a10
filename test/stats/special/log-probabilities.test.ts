import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import { expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { fastExp, fastLn } from '../../../src/stats/special/fast-exp-ln.js'
import { drawFromLogs, logRising, logSumExp, RisingLogs } from '../../../src/stats/special/log-probabilities.js'

test('fastLn is the natural logarithm to 1e-15, from the smallest to the greatest numbers', () => {
  const rng = createRng(1)
  let worst = 0
  for (let i = 0; i < 100_000; i++) {
    const x = i % 2 === 0 ? 0.5 + rng.uniform() : Math.exp(1400 * (rng.uniform() - 0.5))
    worst = Math.max(worst, Math.abs(fastLn(x) - ln(x)) / (1 + Math.abs(ln(x))))
  }
  expect(worst).toBeLessThan(1e-15)
  for (const x of [1, 2, 0.5, 5e-324, 2.3e-308, Number.MAX_VALUE]) expect(fastLn(x)).toBeCloseTo(ln(x), 12)
  expect([fastLn(0), fastLn(Number.POSITIVE_INFINITY), fastLn(-1)]).toEqual([
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NaN,
  ])
})

test('fastExp is the exponential function to 1e-15, from 0 to where nothing is left', () => {
  const rng = createRng(1)
  let worst = 0
  for (let i = 0; i < 100_000; i++) {
    const x = -(i % 2 === 0 ? 1 : 700) * rng.uniform()
    worst = Math.max(worst, Math.abs(fastExp(x) / exp(x) - 1))
  }
  expect(worst).toBeLessThan(1e-15)
  for (const x of [0, -1e-300, -700, -745, -1e6, Number.NEGATIVE_INFINITY, 1]) expect(fastExp(x)).toBe(exp(x))
  expect(fastExp(Number.NaN)).toBeNaN()
})

test('logRising is a ratio of gamma functions, for few and for many factors', () => {
  for (const a of [0.001, 0.7, 12])
    for (const n of [0, 1, 2, 8, 9, 500]) {
      expect(logRising(a, n)).toBeCloseTo(gammaln(a + n) - gammaln(a), 9)
      expect(new RisingLogs(a).of(n)).toBe(logRising(a, n))
    }
})

test('logSumExp takes logs of any size, and none', () => {
  expect(logSumExp([-1000, -1000 + Math.log(3)])).toBeCloseTo(-1000 + Math.log(4), 12)
  expect(logSumExp([Number.NEGATIVE_INFINITY, 700])).toBe(700)
  expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY)
})

test('drawFromLogs draws in proportion, and never what has no probability', () => {
  const rng = createRng(2)
  const counts = [0, 0, 0]
  const draws = 30_000
  for (let i = 0; i < draws; i++) {
    const place = drawFromLogs([-700, Number.NEGATIVE_INFINITY, -700 + Math.log(2)], rng)
    counts[place] = (counts[place] as number) + 1
  }
  expect(counts[1]).toBe(0)
  expect(Math.abs((counts[0] as number) / draws - 1 / 3)).toBeLessThan(5 * Math.sqrt(2 / 9 / draws))
})
