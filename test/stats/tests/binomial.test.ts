import { expect, test } from 'vitest'
import { binomialTail, fisherTail } from '../../../src/stats/tests/binomial.js'
import { newcombeInterval, wilsonInterval } from '../../../src/stats/tests/intervals.js'

test('binomialTail(k, n, p) sums exact probabilities', () => {
  expect(binomialTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 12)
  expect(binomialTail(0, 10, 0.3)).toBe(1)
  expect(binomialTail(11, 10, 0.3)).toBe(0)
  expect(binomialTail(3, 3, 0.2)).toBeCloseTo(0.008, 12)
  expect(binomialTail(0, 0, 0.5)).toBe(1)
})

test('fisherTail is that of the lady who tastes tea, and of samples of different size', () => {
  // 4 of 4 cups right out of 8: 1 / 70; 3 or more: 17 / 70.
  expect(fisherTail(4, 4, 0, 4)).toBeCloseTo(1 / 70, 12)
  expect(fisherTail(3, 4, 1, 4)).toBeCloseTo(17 / 70, 12)
  // 2 marked of 3 and 9, both among the 3: 3 / 66.
  expect(fisherTail(2, 3, 0, 9)).toBeCloseTo(3 / 66, 12)
  expect(fisherTail(0, 5, 0, 5)).toBe(1)
})

test('Wilson and Newcombe give the intervals of the textbook', () => {
  // Newcombe 1998, table II: 56/70 - 48/80, method 10, is 0.0524 to 0.3339.
  const [low, high] = newcombeInterval(56, 70, 48, 80)
  expect([low, high].map((end) => Number(end.toFixed(4)))).toEqual([0.0524, 0.3339])
  // Wilson 81/263: 0.2553 to 0.3662 (Newcombe 1998, two-sided intervals for the single proportion).
  expect(wilsonInterval(81, 263).map((end) => Number(end.toFixed(4)))).toEqual([0.2553, 0.3662])
  expect(wilsonInterval(0, 0)).toEqual([0, 1])
  expect(wilsonInterval(0, 20)[0]).toBe(0)
})
