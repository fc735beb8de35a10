import { describe, expect, test } from 'vitest'
import { spearman } from '../../benchmarks/support/spearman.js'
import { pearson } from '../../src/stats/association/pearson.js'
import { totalVariationDistance } from '../../src/stats/association/total-variation-distance.js'
import { lowerBound, ranks, sorted, upperBound } from '../../src/stats/order/sorted.js'
import { ksDistance } from '../../src/stats/tests/kolmogorov-smirnov.js'
import { expected, numbers } from './expected.js'

const y = numbers(expected.samples.y)
const gappy = numbers(expected.samples.gappy)

describe('sorted', () => {
  test('sorted is ascending, drops missing values and leaves its input alone', () => {
    const values = Object.freeze([3, Number.NaN, -0, 1e308, -5]) as unknown as number[]
    const input = Float64Array.from(values)
    expect([...sorted(input)]).toEqual([-5, -0, 3, 1e308])
    expect([...input]).toEqual(values)
  })

  test('bounds count the values below, and up to, a value', () => {
    const values = [1, 2, 2, 2, 5]
    expect([0, 1, 2, 3, 9].map((value) => lowerBound(values, value))).toEqual([0, 0, 1, 4, 5])
    expect([0, 1, 2, 3, 9].map((value) => upperBound(values, value))).toEqual([0, 1, 4, 4, 5])
  })
})

describe('ranks and correlations', () => {
  test('ranks are those of scipy.stats.rankdata, missing values without a rank', () => {
    expect(ranks(gappy)).toEqual(numbers(expected.ranks))
  })

  test('pearson and spearman leave out rows with a missing value and are those of numpy and scipy', () => {
    expect(pearson(gappy, y)).toBeCloseTo(expected.pearson, 12)
    expect(spearman(gappy, y)).toBeCloseTo(expected.spearman, 12)
    expect(pearson(y, gappy)).toBeCloseTo(expected.pearson, 12)
  })

  test('pearson is 1 for a line of huge numbers and NaN for a constant', () => {
    const line = Float64Array.of(-1.7e308, 0, 1.7e308)
    expect(pearson(line, Float64Array.of(1, 2, 3))).toBeCloseTo(1, 14)
    expect(pearson(line, Float64Array.of(4, 4, 4))).toBeNaN()
    expect(pearson(new Float64Array(), new Float64Array())).toBeNaN()
  })
})

describe('distances', () => {
  test('ksDistance is that of scipy.stats.ks_2samp', () => {
    expect(ksDistance(gappy, y)).toBeCloseTo(expected.ks, 14)
    expect(ksDistance(y, gappy)).toBeCloseTo(expected.ks, 14)
  })

  test('ksDistance is 0 for one sample in two orders, 1 for samples apart and NaN for an empty one', () => {
    expect(ksDistance(Float64Array.of(1, 2, 2), Float64Array.of(2, 1, 2))).toBe(0)
    expect(ksDistance(Float64Array.of(1, 2), Float64Array.of(3, 4, 5))).toBe(1)
    expect(ksDistance(Float64Array.of(Number.NaN), Float64Array.of(3))).toBeNaN()
  })

  test('totalVariationDistance compares shares, whatever the totals', () => {
    const { p, q } = expected.counts
    expect(totalVariationDistance(p, q)).toBeCloseTo(expected.totalVariation, 14)
    expect(totalVariationDistance([1, 0], [0, 7])).toBe(1)
    expect(totalVariationDistance([0, 0], [1, 1])).toBeNaN()
    expect(() => totalVariationDistance([1], [1, 2])).toThrow('1 and 2 cells')
  })
})
