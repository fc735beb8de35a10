import { expect, test } from 'vitest'
import { crpLogProbability, drawPartition } from '../../../../src/learn/pcc/chain/crp.js'
import { createRng } from '../../../../src/random/rng.js'
import { canonical, partitions } from '../support.js'

function sizesOf(groups: readonly number[]): number[] {
  const sizes: number[] = []
  for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1
  return sizes
}

test('the probabilities of all partitions sum to one', () => {
  for (const concentration of [0.1, 1, 30]) {
    const sum = partitions(7).reduce((total, groups) => total + Math.exp(crpLogProbability(sizesOf(groups), concentration)), 0)
    expect(sum).toBeCloseTo(1, 12)
  }
})

test('partitions are drawn with their probabilities', () => {
  const rng = createRng(3)
  const draws = 20_000
  const counts = new Map<string, number>()
  for (let i = 0; i < draws; i++) {
    const key = canonical(drawPartition(4, 0.7, rng)).join('')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  let chiSquared = 0
  for (const groups of partitions(4)) {
    const expected = draws * Math.exp(crpLogProbability(sizesOf(groups), 0.7))
    chiSquared += ((counts.get(groups.join('')) ?? 0) - expected) ** 2 / expected
  }
  // 14 degrees of freedom: exceeded once in a million.
  expect(chiSquared).toBeLessThan(54.9)
})
