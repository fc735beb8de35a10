import { expect, test } from 'vitest'
import { normalCdf, quickNormalCdf } from '../../../src/stats/normal/normal.js'

test('the quick distribution function is the exact one to 1e-12, and in the lower tail to 1e-8 of itself', () => {
  let worst = 0
  let worstRelative = 0
  for (let z = -9; z < 9; z += 0.000_731) {
    const exact = normalCdf(z)
    worst = Math.max(worst, Math.abs(quickNormalCdf(z) - exact))
    worstRelative = Math.max(worstRelative, Math.abs(quickNormalCdf(z) / exact - 1))
  }
  expect(worst).toBeLessThan(1e-12)
  expect(worstRelative).toBeLessThan(1e-8)
})

test('the quick distribution function ends where the exact one does', () => {
  expect([Number.NEGATIVE_INFINITY, -8, 8, Number.POSITIVE_INFINITY].map(quickNormalCdf)).toEqual([0, normalCdf(-8), normalCdf(8), 1])
  expect(quickNormalCdf(Number.NaN)).toBeNaN()
})
