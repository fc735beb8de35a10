import { describe, expect, test } from 'vitest'
import { incompleteBeta } from '../../../src/stats/special/incomplete-beta.js'

const places = [1e-6, 0.1, 0.3, 0.5, 0.77, 0.999]

describe('incompleteBeta', () => {
  test('has the closed forms where a shape is 1, and is symmetric', () => {
    for (const x of places) {
      for (const shape of [0.3, 1, 2.5, 40]) {
        expect(incompleteBeta(x, shape, 1)).toBeCloseTo(x ** shape, 12)
        expect(incompleteBeta(x, 1, shape)).toBeCloseTo(1 - (1 - x) ** shape, 12)
        expect(incompleteBeta(x, shape, 2)).toBeCloseTo(1 - incompleteBeta(1 - x, 2, shape), 12)
      }
    }
    expect(incompleteBeta(0.5, 7.3, 7.3)).toBeCloseTo(0.5, 13)
  })

  test('is the upper tail of the binomial distribution for whole shapes: DLMF 8.17.5', () => {
    for (const p of places) {
      for (const [n, k] of [
        [5, 2],
        [12, 1],
        [12, 11],
        [30, 17],
      ] as const) {
        let term = (1 - p) ** n
        let below = 0
        for (let i = 0; i < k; i++) {
          below += term
          term *= ((n - i) / (i + 1)) * (p / (1 - p))
        }
        expect(incompleteBeta(p, k, n - k + 1)).toBeCloseTo(1 - below, 10)
      }
    }
  })

  test('is 0 and 1 at the ends and beyond', () => {
    for (const x of [-1, 0]) expect(incompleteBeta(x, 2, 3)).toBe(0)
    for (const x of [1, 2]) expect(incompleteBeta(x, 2, 3)).toBe(1)
  })
})
