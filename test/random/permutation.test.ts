import { expect, test } from 'vitest'
import { permuteIndex } from '../../src/random/permutation.js'

test.each([1, 2, 3, 10, 1000, 4097])('permuteIndex is a bijection on 0 … size - 1 (size %i)', (size) => {
  const places = new Set(Array.from({ length: size }, (_, i) => permuteIndex(i, size, 7)))
  expect(places.size).toBe(size)
  expect(Math.max(...places)).toBe(size - 1)
})

test('permuteIndex differs from seed to seed, also beyond 32 bits', () => {
  const shuffle = (seed: number): string => Array.from({ length: 50 }, (_, i) => permuteIndex(i, 1000, seed)).join()
  expect(new Set([0, 1, 2, 2 ** 32, 2 ** 33].map(shuffle)).size).toBe(5)
})

test('permuteIndex leaves hardly anything in its place and no order', () => {
  const size = 10_000
  let fixed = 0
  let ascents = 0
  for (let i = 0; i < size; i++) {
    if (permuteIndex(i, size, 3) === i) fixed++
    if (i > 0 && permuteIndex(i, size, 3) > permuteIndex(i - 1, size, 3)) ascents++
  }
  // Fixed points of a random permutation are Poisson(1); ascents have mean n / 2 and variance n / 12: 5 standard deviations.
  expect(fixed).toBeLessThan(10)
  expect(Math.abs(ascents - size / 2)).toBeLessThan(5 * Math.sqrt(size / 12))
})

test('permuteIndex works up to 2^52', () => {
  const size = 2 ** 52
  const places = [0, 1, size - 1].map((i) => permuteIndex(i, size, 1))
  expect(new Set(places).size).toBe(3)
  for (const place of places) expect(place >= 0 && place < size && Number.isInteger(place)).toBe(true)
})
