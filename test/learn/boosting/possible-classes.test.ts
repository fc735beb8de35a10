import { expect, test } from 'vitest'
import { possibleClasses } from '../../../src/learn/boosting/class-shares.js'

/** A root, its left leaf, and on its right a node with two leaves. */
const nodes = {
  feature: Int32Array.of(0, -1, 1, -1, -1),
  split: new Int32Array(5),
  left: Int32Array.of(1, 0, 3, 0, 0),
  sets: new Uint32Array(),
}
const leaf = Int32Array.of(0, 0, 0, 1, 2)

const tally = (expected: readonly number[], found: readonly number[]) => ({
  expected: Float64Array.from(expected),
  found: Int32Array.from(found),
  rows: found.reduce((sum, count) => sum + count, 0),
})

const plain = (...tallies: ReturnType<typeof tally>[]): number[][] => possibleClasses(nodes, leaf, tallies).map((own) => [...own])

test('a class that two small leaves should hold together, and does not, is ruled out in both and nowhere else', () => {
  expect(plain(tally([15, 10, 5], [14, 11, 5]), tally([12, 9, 9], [0, 15, 15]), tally([11, 10, 9], [0, 16, 14]))).toEqual([
    [1, 1, 1],
    [0, 1, 1],
    [0, 1, 1],
  ])
})

test('fewer than twenty expected rows rule nothing out', () => {
  expect(plain(tally([15, 15], [14, 16]), tally([10, 20], [0, 30]), tally([9, 21], [0, 30]))).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ])
})

test('one class that is all there is in a leaf rules out the others, though none of them was expected often', () => {
  expect(plain(tally([30, 12, 8], [30, 12, 8]), tally([20, 15, 15], [50, 0, 0]), tally([20, 15, 15], [20, 15, 15]))).toEqual([
    [1, 1, 1],
    [1, 0, 0],
    [1, 1, 1],
  ])
})

test('a class that no row of the tree holds is ruled out everywhere', () => {
  const part = tally([12, 8], [20, 0])
  expect(plain(part, part, part)).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ])
})
