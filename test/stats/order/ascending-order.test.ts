import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ascendingOrder } from '../../../src/stats/order/ascending-order.js'

test('the positions are those of a stable sort by value, missing ones left out', () => {
  const cell = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, Number.NaN, 1e308, -1e308, 5e-324, Number.NEGATIVE_INFINITY))
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 60 }), (values) => {
      const expected = [...values.keys()]
        .filter((i) => !Number.isNaN(values[i]))
        .sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b))
      expect([...ascendingOrder(Float64Array.from(values))]).toEqual(expected)
    }),
    { seed: 1, numRuns: 300 },
  )
})
