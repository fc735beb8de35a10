import { expect, test } from 'vitest'
import { binWidth, histogramLayout } from '../../../src/learn/boosting/gradient-histogram.js'
import { NewtonSearch } from '../../../src/learn/boosting/newton-split.js'
import { type Feature, levelFeature } from '../../../src/learn/trees/bins.js'

interface Bin {
  readonly gradient: number
  readonly curvature: number
  readonly rows: number
}

/** The best split of a node whose levels have these sums. Code 0, for missing, has no rows. */
function split(bins: readonly Bin[]) {
  const feature: Feature = levelFeature(Int32Array.from(bins.keys()), bins.length)
  const layout = histogramLayout([feature])
  const histogram = new Float64Array(layout.size)
  for (const [i, { gradient, curvature, rows }] of bins.entries()) histogram.set([gradient, curvature, rows], (i + 1) * binWidth)
  const sum = (of: keyof Bin) => bins.reduce((total, bin) => total + bin[of], 0)
  return new NewtonSearch(layout, { minLeaf: 1, l2: 1 }).find(histogram, sum('gradient'), sum('curvature'), sum('rows'))
}

test('a split by levels gains g²/(h + l2 + 10) on either side, less that of the node: ten more than a split by numbers', () => {
  const { gain, leftRows } = split([
    { gradient: -6, curvature: 5, rows: 20 },
    { gradient: 4, curvature: 7, rows: 28 },
  ])
  expect(leftRows).toBe(20)
  expect(gain).toBeCloseTo(36 / (5 + 11) + 16 / (7 + 11) - 4 / (12 + 11), 12)
})

test('levels stand in order of g/(h + 10): a level of few rows stands near the middle, however steep', () => {
  const { order } = split([
    { gradient: -1, curvature: 0.1, rows: 1 },
    { gradient: -40, curvature: 30, rows: 120 },
    { gradient: 42, curvature: 30, rows: 120 },
  ])
  // By g/h alone, the first would come before the second.
  expect([...order]).toEqual([2, 1, 3])
})

test('a child whose curvature is less than a thousandth is none', () => {
  const sure = (curvature: number) =>
    split([
      { gradient: -1, curvature, rows: 20 },
      { gradient: 1, curvature: 5, rows: 20 },
    ]).feature
  expect([sure(0.9e-3), sure(1.1e-3)]).toEqual([-1, 0])
})
