import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codedRanks, countCodes, countedKsDistance, type RankCodes } from '../../../src/stats/association/coded.js'
import { quantileBins } from '../../../src/stats/order/quantile-bins.js'
import { ranks } from '../../../src/stats/order/sorted.js'
import { ksDistance } from '../../../src/stats/tests/kolmogorov-smirnov.js'

const coded = (codes: number[], count = 10): RankCodes => ({ codes: Int32Array.from(codes), count })
const codes = (least: number) => fc.array(fc.integer({ min: least, max: 9 }), { minLength: 1, maxLength: 60 })

describe('countCodes', () => {
  it('counts each code, the missing ones last', () => {
    expect([...countCodes(coded([0, 2, 2, -1, -1, -1], 3))]).toEqual([1, 0, 2, 3])
  })
})

describe('countedKsDistance', () => {
  it('is the distance of the values where nothing is missing', () => {
    fc.assert(
      fc.property(codes(0), codes(0), (a, b) => {
        const expected = ksDistance(Float64Array.from(a), Float64Array.from(b))
        expect(countedKsDistance(countCodes(coded(a)), countCodes(coded(b)))).toBeCloseTo(expected, 12)
      }),
    )
  })

  it('is at least the difference in missing shares, the same whichever way values are turned, and 0 only for equal shares', () => {
    fc.assert(
      fc.property(codes(-1), codes(-1), (a, b) => {
        const share = (x: number[]) => x.filter((code) => code < 0).length / x.length
        const turned = (x: number[]) => countCodes(coded(x.map((code) => (code < 0 ? -1 : 9 - code))))
        const distance = countedKsDistance(countCodes(coded(a)), countCodes(coded(b)))
        expect(distance).toBeGreaterThanOrEqual(Math.abs(share(a) - share(b)) - 1e-12)
        expect(countedKsDistance(turned(a), turned(b))).toBeCloseTo(distance, 12)
      }),
    )
  })

  it('is 1 for a column that is missing where the other never is', () => {
    expect(countedKsDistance(countCodes(coded([-1, -1])), countCodes(coded([3, 4])))).toBe(1)
  })
})

describe('codedRanks', () => {
  it('are the mid-ranks of the values', () => {
    fc.assert(
      fc.property(codes(-1), (a) => {
        expect(codedRanks(coded(a))).toEqual(ranks(Float64Array.from(a, (code) => (code < 0 ? Number.NaN : code))))
      }),
    )
  })
})

describe('quantileBins', () => {
  it('cuts many distinct values into bins of about equal counts, in order', () => {
    const { codes: bins, count } = quantileBins({ codes: Int32Array.from({ length: 1000 }, (_, i) => i), count: 1000 }, 10)
    expect(count).toBe(10)
    expect([...bins].every((bin, i) => i === 0 || bin >= (bins[i - 1] as number))).toBe(true)
    expect([...countCodes({ codes: bins, count })].slice(0, 10)).toEqual(Array(10).fill(100))
  })

  it('gives an atom a bin of its own, which no code shares that the reference lacks', () => {
    // 0..9 once each, 90 times a value in the middle, and codes 11 and 13 around it that don't occur.
    const reference = coded([...Array.from({ length: 10 }, (_, i) => i), ...Array(90).fill(12), 20], 30)
    const { codes: bins } = quantileBins(reference, 10)
    const atom = bins[12]
    expect([...bins].filter((bin) => bin === atom)).toHaveLength(1)
    expect(bins[11]).not.toBe(atom)
    expect(bins[13]).not.toBe(atom)
  })

  it('keeps few distinct values apart', () => {
    const { codes: bins } = quantileBins(coded([0, 0, 0, 0, 3, 5, 5], 6), 10)
    expect(new Set([bins[0], bins[3], bins[5]]).size).toBe(3)
  })
})
