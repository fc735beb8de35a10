import { describe, expect, test } from 'vitest'
import { studentAbove, studentQuantile } from '../../../src/evaluate/verdicts/student-t.js'

// scipy.stats.t: ppf(0.975, n), ppf(0.995, n), sf(3, n).
const known = [
  [1, 12.7062047364, 63.6567411629, 0.1024163823],
  [2, 4.3026527297, 9.9248432009, 0.0477329831],
  [5, 2.5705818356, 4.0321429836, 0.0150496239],
  [19, 2.0930240544, 2.8609346065, 0.0036808621],
  [200, 1.9718962236, 2.6006344362, 0.0015215236],
] as const

describe("Student's t", () => {
  test.each(known)('of %i degrees of freedom has the quantiles and tails of SciPy', (degrees, q975, q995, above3) => {
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(q975, 8)
    expect(studentQuantile(0.995, degrees)).toBeCloseTo(q995, 8)
    expect(studentAbove(3, degrees)).toBeCloseTo(above3, 8)
    expect(studentAbove(-3, degrees)).toBeCloseTo(1 - above3, 8)
  })

  test('has no degrees of freedom below 1', () => {
    expect(() => studentQuantile(0.975, 0)).toThrow(RangeError)
  })
})
