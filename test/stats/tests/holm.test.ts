import { describe, expect, it } from 'vitest'
import { holm } from '../../../src/stats/tests/intervals.js'

describe('holm', () => {
  it('multiplies the smallest by the number of tests, the next by one less, never decreasing and never above 1', () => {
    // By hand: 4 x 0.005, 3 x 0.01, 2 x 0.03, and 0.04 may not come below that.
    const adjusted = [0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12))
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual(adjusted)
    expect(holm([0.9, 0.8])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})
