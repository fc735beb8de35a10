import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from '../../src/report/leaderboard/fronts.js'

test('labels that have room stay where their values are', () => {
  expect(spread([0.9, 0.1, 0.5], 0.1, [0, 1])).toEqual([0.9, 0.1, 0.5])
  expect(spread([], 0.1, [0, 1])).toEqual([])
})

test('labels that would overlap move apart, those at an end inwards', () => {
  expect(spread([0.5, 0.5], 0.25, [0, 1])).toEqual([0.5, 0.75])
  expect(spread([1, 1, 1], 0.25, [0, 1])).toEqual([0.5, 0.75, 1])
})

test('any labels keep their order and their distance, within the ends', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (values) => {
      const places = spread(values, 0.04, [0, 1])
      const gap = Math.min(0.04, 1 / Math.max(1, values.length - 1))
      const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
      for (const place of places) expect(place >= -1e-9 && place <= 1 + 1e-9).toBe(true)
      order.slice(1).forEach((i, k) => {
        expect((places[i] as number) - (places[order[k] as number] as number)).toBeGreaterThan(gap - 1e-9)
      })
    }),
  )
})
