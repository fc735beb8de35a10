import { expect, test } from 'vitest'
import { ClassShares } from '../../../src/learn/boosting/class-shares.js'

const everyClass = Uint8Array.of(1, 1)

test('the loss of a class that looked impossible is that of one in a million, no more', () => {
  expect(new ClassShares(Float64Array.of(1, 0), Int32Array.of(1)).loss()).toBeCloseTo(-Math.log(1e-6), 12)
  expect(new ClassShares(Float64Array.of(1 - 2e-6, 2e-6), Int32Array.of(1)).loss()).toBeCloseTo(-Math.log(2e-6), 12)
})

test('a leaf moves the log score of a class by (found - expected) / curvature, and by 2 at most', () => {
  const rows = Int32Array.from({ length: 100 }, (_, row) => row)
  const stepOf = (share: number, learningRate: number): number => {
    const shares = new ClassShares(Float64Array.of(1 - share, share), new Int32Array(100).fill(1))
    const leaf = { start: 0, end: 100 }
    const factors = new Float32Array(2)
    shares.step(rows, leaf, shares.tally(rows, leaf), everyClass, { learningRate, l2: 0 }, factors)
    return Math.log(factors[1] as number)
  }
  // All 100 rows are of the class: (100 - 100 p) / (100 p (1 - p)) = 1 / p.
  expect(stepOf(0.5, 0.5)).toBeCloseTo(1, 6)
  expect(stepOf(0.5, 0.9)).toBeCloseTo(1.8, 6)
  expect(stepOf(0.1, 0.9)).toBeCloseTo(2, 6)
})
