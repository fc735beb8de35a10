import { expect, test } from 'vitest'
import { createKeyMaker, createTextMaker } from '../../../src/models/shell/keys.js'

const keys = (pattern: string, count: number, seed = 1, start = 1): string[] => {
  const make = createKeyMaker(pattern, start, seed)
  return Array.from({ length: count }, (_, i) => make(i))
}

test('a counter runs on from its start, padded to its width', () => {
  expect(keys('C-{n:5}', 3, 1, 98)).toEqual(['C-00098', 'C-00099', 'C-00100'])
})

test.each([
  ['{d:4}', /^\d{4}$/, 10_000],
  ['{A:2}-{d:3}', /^[A-Z]{2}-\d{3}$/, 20_000],
  ['{x:8}-{x:4}-4{x:3}-{x:4}-{x:12}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/, 20_000],
])('keys of %s follow the pattern and are all different', (pattern, shape, count) => {
  const made = keys(pattern, count)
  expect(new Set(made).size).toBe(count)
  for (const key of made.slice(0, 100)) expect(key).toMatch(shape)
})

test('a pattern with too little room for the rows grows instead of repeating', () => {
  expect(new Set(keys('{d:1}', 35)).size).toBe(35)
})

test('keys depend on the seed and on nothing else', () => {
  expect(keys('{x:8}', 5, 1)).toEqual(keys('{x:8}', 5, 1))
  expect(keys('{x:8}', 5, 1)).not.toEqual(keys('{x:8}', 5, 2))
})

test('a pattern without a field is refused', () => {
  expect(() => createKeyMaker('abc', 1, 1)).toThrow(/'abc' has no field/)
})

test('texts have as many words as asked for, the median in the middle, and differ', () => {
  const make = createTextMaker([2, 5, 9], 1, 0)
  const texts = Array.from({ length: 2000 }, (_, i) => make(i))
  const lengths = texts.map((text) => text.split(' ').length).sort((a, b) => a - b)
  expect(lengths[0]).toBe(2)
  expect(lengths.at(-1)).toBe(9)
  expect(lengths[1000]).toBe(5)
  expect(new Set(texts).size).toBeGreaterThan(1900)
  expect(make(7)).toBe(texts[7])
})
