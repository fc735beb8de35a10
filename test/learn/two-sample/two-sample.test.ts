import { describe, expect, test } from 'vitest'
import { binEdges, binNumbers, type Feature, levelFeature } from '../../../src/learn/trees/bins.js'
import {
  areaUnderCurve,
  boostedJudge,
  foldsByContent,
  haveSameRows,
  twoSampleArea,
  twoSampleTest,
} from '../../../src/learn/two-sample/two-sample.js'
import { createRng } from '../../../src/random/rng.js'

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

  test('is exactly one half where all rows are alike, and one more of either kind among those learned from says nothing', () => {
    expect(twoSampleArea([levelFeature(new Int32Array(second.length), 1)], second, quick)).toBe(0.5)
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

/** Two samples of one distribution with ties and twins: a rounded number, a level, a number. */
function alike(rows: number, seed: number): { features: Feature[]; labels: Uint8Array } {
  const own = createRng(2, seed)
  const labels = Uint8Array.from({ length: 2 * rows }, (_, row) => (row < rows ? 0 : 1))
  const x = Float64Array.from(labels, () => Math.round(2 * own.normal()))
  const z = Int32Array.from(labels, () => own.integer(3))
  const y = Float64Array.from(labels, () => Math.round(own.normal()))
  return { features: [binNumbers(x, binEdges(x)), levelFeature(z, 3), binNumbers(y, binEdges(y))], labels }
}

describe('twoSampleTest', () => {
  const small = { rounds: 10, leaves: 4, minLeaf: 5 }
  const testOf = ({ features, labels }: ReturnType<typeof alike>) =>
    twoSampleTest(boostedJudge(features, labels, small), foldsByContent(features, labels.length, 3), labels)

  test('gives p-values that are uniform for two samples of one distribution', () => {
    const runs = 300
    const p = Array.from({ length: runs }, (_, run) => testOf(alike(80, run)).p as number).sort((a, b) => a - b)
    const distance = p.reduce((greatest, own, i) => Math.max(greatest, Math.abs(own - i / runs), Math.abs(own - (i + 1) / runs)), 0)
    // Kolmogorov's distance exceeds sqrt(ln(2 / q) / (2 n)) with a chance of at most q = 1e-6 (Massart 1990).
    expect(distance).toBeLessThan(Math.sqrt(Math.log(2e6) / (2 * runs)))
    // Binomial with mean 12: 32 or more with a chance of 1e-6. Areas of crossed folds, taken for independent, give 45.
    expect(p.filter((own) => own < 0.02).length).toBeLessThan(32)
  })

  test('gives the same area where nobody asks how probable it is', () => {
    const { features, labels } = alike(80, 1)
    const judge = boostedJudge(features, labels, small)
    const fold = foldsByContent(features, labels.length, 3)
    const { area, p } = twoSampleTest(judge, fold, labels, { tested: false })
    expect([area, p]).toEqual([testOf({ features, labels }).area, null])
  })

  test('takes rare rows and their copies for one another, to the last bit', () => {
    const { labels } = alike(200, 0)
    const own = Float64Array.from({ length: 200 }, () => rng.normal())
    const x = Float64Array.from(labels, (_, row) => own[row % 200] as number)
    expect(testOf({ features: [binNumbers(x, binEdges(x))], labels })).toMatchObject({ area: 0.5 })
  })

  test('sees a shift, whichever way it goes, and is sure of it', () => {
    for (const shift of [-3, 3]) {
      const { labels } = alike(300, 1)
      const x = Float64Array.from(labels, (label) => label * shift + rng.normal())
      const found = testOf({ features: [binNumbers(x, binEdges(x))], labels })
      // The best area is Phi(3 / sqrt(2)) = .983, which 600 rows know to .005; some is lost to what trees learn of half of them.
      expect(found.area).toBeGreaterThan(0.95)
      expect(found.p).toBeLessThan(1e-12)
    }
  })

  test('has no p-value where all rows are alike, or there are none', () => {
    const same = { features: [levelFeature(new Int32Array(20), 1)], labels: Uint8Array.from({ length: 20 }, (_, row) => row % 2) }
    expect(testOf(same)).toMatchObject({ area: 0.5, p: null })
    expect(testOf({ features: [levelFeature(new Int32Array(0), 1)], labels: new Uint8Array(0) })).toMatchObject({ area: 0.5, p: null })
  })
})

describe('foldsByContent', () => {
  test('puts a row and its twins into one fold, rows that many share into all, whichever sample they are of', () => {
    const { features, labels } = alike(1000, 3)
    const fold = foldsByContent(features, labels.length, 3)
    const folds = new Map<string, number[]>()
    for (let row = 0; row < labels.length; row++) {
      const key = features.map(({ codes }) => codes[row]).join()
      folds.set(key, [...(folds.get(key) ?? []), fold[row] as number])
    }
    const few = [...folds.values()].filter(({ length }) => length <= 10)
    expect(few.length).toBeGreaterThan(50)
    expect(few.every((own) => new Set(own).size === 1)).toBe(true)
    const many = [...folds.values()].filter(({ length }) => length > 30)
    expect(many.length).toBeGreaterThan(3)
    expect(many.every((own) => new Set(own).size === 3)).toBe(true)
  })
})

test('haveSameRows compares how often rows occur, in whatever order', () => {
  const feature = (codes: number[]) => [levelFeature(Int32Array.from(codes), 5)]
  const labels = Uint8Array.of(0, 0, 0, 1, 1, 1)
  expect(haveSameRows(feature([1, 2, 2, 2, 1, 2]), labels)).toBe(true)
  expect(haveSameRows(feature([1, 2, 2, 2, 1, 1]), labels)).toBe(false)
  expect(haveSameRows(feature([1, 1, 1, 1, 1]), Uint8Array.of(0, 0, 0, 1, 1))).toBe(false)
})
