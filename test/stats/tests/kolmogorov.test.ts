import { expect, test } from 'vitest'
import { kolmogorovAbove } from '../../../src/stats/tests/kolmogorov-smirnov.js'

test('probabilities of large samples are those of the limiting distribution', () => {
  // Smirnov, 1948, Table for estimating the goodness of fit of empirical distributions; four decimals.
  for (const [x, p] of [
    [1.2238, 0.1],
    [1.3581, 0.05],
    [1.6276, 0.01],
    [1.9495, 0.001],
  ] as const) {
    const rows = 1e10
    expect(kolmogorovAbove(x * Math.sqrt(2 / rows), rows, rows)).toBeCloseTo(p, 4)
  }
})

test('no distance is certain, the greatest is all but impossible, and no values tell nothing', () => {
  expect(kolmogorovAbove(0, 10, 10)).toBe(1)
  expect(kolmogorovAbove(0.001, 10, 10)).toBe(1)
  expect(kolmogorovAbove(1, 1000, 1000)).toBeLessThan(1e-300)
  expect(kolmogorovAbove(1, 0, 10)).toBe(1)
  // One value each is always as far apart as can be: nothing that a test may find.
  expect(kolmogorovAbove(1, 1, 1)).toBeGreaterThan(0.05)
})

test('of small samples the distance counts for as much more as Stephens found: root n + .12 + .11 / root n', () => {
  for (const [distance, m, n] of [
    [0.3, 30, 60],
    [0.5, 12, 12],
    [0.9, 2, 6],
  ] as const) {
    const root = Math.sqrt((m * n) / (m + n))
    const x = (root + 0.12 + 0.11 / root) * distance
    const series = [1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * x * x), 0)
    expect(kolmogorovAbove(distance, m, n)).toBeCloseTo(series, 10)
  }
})
