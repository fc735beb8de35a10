import { describe, expect, test } from 'vitest'
import { binEdges, binNumbers, levelFeature } from '../../src/learn/bins.js'
import { areaUnderCurve, twoSampleArea } from '../../src/learn/two-sample.js'
import { createRng } from '../../src/random/rng.js'

const rng = createRng(1)
const half = 1500
const second = Uint8Array.from({ length: 2 * half }, (_, row) => (row < half ? 0 : 1))
const quick = { rounds: 30, leaves: 8 }
// Standard deviation of the area between two samples of one distribution, times five.
const noise = 5 * Math.sqrt((2 * half + 1) / (12 * half * half))

describe('twoSampleArea', () => {
  test('is one half for two samples of one distribution', () => {
    const x = Float64Array.from(second, () => rng.normal())
    const z = Int32Array.from(second, () => rng.integer(5))
    const area = twoSampleArea([binNumbers(x, binEdges(x)), levelFeature(z, 5)], second, quick)
    expect(Math.abs(area - 0.5)).toBeLessThan(noise)
  })

  test('sees a dependence that no single column shows', () => {
    const x = Float64Array.from(second, () => rng.normal())
    const z = Int32Array.from(second, (label, row) => (label === 0 ? rng.integer(2) : (x[row] as number) > 0 ? 1 : 0))
    const area = twoSampleArea([binNumbers(x, binEdges(x)), levelFeature(z, 2)], second, quick)
    // A row of the first sample contradicts the second's law half of the time: 0.75 at best.
    expect(area).toBeGreaterThan(0.7)
    expect(area).toBeLessThan(0.75 + noise)
  })

  test('a copy and its original are seen together, so copies give nothing away and hold the area at one half or below', () => {
    const own = Float64Array.from({ length: half }, () => rng.normal())
    const x = Float64Array.from(second, (_, row) => own[row % half] as number)
    expect(twoSampleArea([binNumbers(x, binEdges(x))], second, quick)).toBeLessThan(0.5 + noise)
  })
})

test('areaUnderCurve counts pairs, ties half', () => {
  expect(areaUnderCurve(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 0, 1, 1))).toBe(1)
  expect(areaUnderCurve(Float64Array.of(1, 2, 2, 4), Uint8Array.of(0, 0, 1, 1))).toBe(0.875)
  expect(areaUnderCurve(Float64Array.of(5, 5), Uint8Array.of(0, 1))).toBe(0.5)
  expect(areaUnderCurve(Float64Array.of(1, 2), Uint8Array.of(1, 1))).toBe(0.5)
})
