import { expect, test } from 'vitest'
import { wholeCells, wholeShares } from '../../../src/learn/tilting/whole-shares.js'

test('wholeShares(shares, total) adds up to the total, each within one of what is exact', () => {
  expect([...wholeShares([1 / 3, 1 / 3, 1 / 3], 3)]).toEqual([1, 1, 1])
  expect([...wholeShares([0.5, 0.25, 0.25], 101)]).toEqual([51, 25, 25])
  expect([...wholeShares([0.1, 0.2, 0.7], 0)]).toEqual([0, 0, 0])
  expect([...wholeShares([3, 1], 6)]).toEqual([5, 1])
})

test('wholeCells(cells) has exactly the wanted margins, and nothing where nothing is expected', () => {
  const groupOf = [Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1)]
  const counts = wholeCells({
    expected: Float64Array.of(1.5, 1.5, 1.5, 0.5),
    groupOf,
    wanted: [Int32Array.of(3, 2), Int32Array.of(3, 2)],
  }) as Int32Array
  expect([...counts].reduce((a, b) => a + b)).toBe(5)
  expect([(counts[0] as number) + (counts[1] as number), (counts[0] as number) + (counts[2] as number)]).toEqual([3, 3])
  const apart = { expected: Float64Array.of(2, 0, 0, 2), groupOf, wanted: [Int32Array.of(3, 1), Int32Array.of(2, 2)] }
  expect(wholeCells(apart)).toBeNull()
})
