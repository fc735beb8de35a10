import { expect, test } from 'vitest'
import { binEdges, binNumbers } from '../../../src/learn/trees/bins.js'
import { coarsenFeature, refinedSplits } from '../../../src/learn/trees/coarsen.js'
import { createRng } from '../../../src/random/rng.js'

const rng = createRng(4)
const values = Float64Array.from({ length: 900 }, (_, row) => (row % 9 === 0 ? Number.NaN : rng.normal()))
const fine = binNumbers(values, binEdges(values))

test('coarsen makes bins of about equal weight, missing apart, in the order of the codes', () => {
  const { feature, tops } = coarsenFeature(fine, 20)
  expect(feature.bins).toBe(21)
  const counts = new Int32Array(21)
  for (const code of feature.codes) counts[code] = (counts[code] as number) + 1
  expect(counts[0]).toBe(100)
  expect(Math.max(...counts.slice(1))).toBeLessThan(50)
  for (let row = 0; row < values.length; row++) {
    const bound = (tops as Int32Array)[feature.codes[row] as number] as number
    expect(fine.codes[row]).toBeLessThanOrEqual(bound)
    if (feature.codes[row] !== 0)
      expect(fine.codes[row]).toBeGreaterThan((tops as Int32Array)[(feature.codes[row] as number) - 1] as number)
  }
})

test('a split of the coarse feature parts the same rows in the fine one', () => {
  const coarse = coarsenFeature(fine, 20)
  const nodes = [Int32Array.of(0, -1, -1), Int32Array.of(7, 0, 0)] as const
  const [bound] = refinedSplits(...nodes, [coarse])
  for (let row = 0; row < values.length; row++)
    expect((fine.codes[row] as number) <= (bound as number)).toBe((coarse.feature.codes[row] as number) <= 7)
})

test('few bins, and levels, stay as they are', () => {
  const levels = { codes: Uint8Array.of(0, 3, 2), bins: 200, nominal: true }
  expect(coarsenFeature(levels, 20)).toEqual({ feature: levels, tops: null })
  expect(coarsenFeature(fine, 255).feature).toBe(fine)
})
