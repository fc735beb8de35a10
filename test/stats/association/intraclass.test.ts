import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { intraclassAgreement, intraclassCorrelation } from '../../../src/stats/association/intraclass.js'

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0)

/** The textbook's analysis of variance of groups of ranks. */
function byVariance(groups: readonly (readonly number[])[]): number {
  const all = groups.flat()
  const [n, k] = [all.length, groups.length]
  const within = groups.reduce((sum, own) => sum + squares(own), 0)
  const [meanBetween, meanWithin] = [(squares(all) - within) / (k - 1), within / (n - k)]
  const usual = (n - groups.reduce((sum, own) => sum + own.length ** 2, 0) / n) / (k - 1)
  return (meanBetween - meanWithin) / (meanBetween + (usual - 1) * meanWithin)
}

describe('intraclassCorrelation', () => {
  it('is the analysis of variance of pairs: 1 to 50, two by two', () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i + 1)
    // Within pairs 25 times 1/2 on 25 degrees of freedom, between them 8 sum (i - 12)^2 = 10,400 on 24.
    const [between, within] = [10_400 / 24, 0.5]
    const pairs = Int32Array.from(values, (_, i) => i >> 1)
    expect(intraclassCorrelation(values, pairs)).toBeCloseTo((between - within) / (between + within), 12)
  })

  it('of groups of different sizes is that of the textbook, of ranks, ties in the middle of theirs', () => {
    const rng = createRng(3)
    const sizes = Array.from({ length: 20 }, () => 2 + rng.integer(9))
    // Even numbers, each three times: their ranks are known, whatever is done to the numbers in a way that keeps their order.
    const places = sizes.flatMap((size, group) => Array.from({ length: size }, () => group))
    const ranks = places.map((_, i) => 3 * Math.floor(i / 3) + 2)
    const order = places.map((_, i) => (i * 7) % places.length)
    const last = places.length - (places.length % 3)
    const shuffled = order.map((i) => (i < last ? (ranks[i] as number) : last + (places.length - last + 1) / 2))
    const groups = sizes.map((_, group) => shuffled.filter((_, i) => places[i] === group))
    const values = Float64Array.from(shuffled, (rank) => rank ** 3)
    expect(places.length % 7).not.toBe(0)
    expect(intraclassCorrelation(values, Int32Array.from(places))).toBeCloseTo(byVariance(groups), 12)
  })

  it('leaves out gaps, rows without a group and groups of one; of fewer than 50 rows, and of a constant, there is none', () => {
    const values = Float64Array.from({ length: 54 }, (_, i) => (i * 37) % 101)
    const groups = Int32Array.from(values, (_, i) => (i < 50 ? i % 10 : i === 50 ? -1 : 10 + i))
    const bare = intraclassCorrelation(values.subarray(0, 50), groups.subarray(0, 50))
    expect(intraclassCorrelation(values, groups)).toBe(bare)
    const withGap = values.with(51, Number.NaN)
    expect(intraclassCorrelation(withGap, groups.with(51, 3))).toBe(bare)
    expect(intraclassCorrelation(values.subarray(0, 49), groups.subarray(0, 49))).toBeNull()
    expect(
      intraclassCorrelation(
        new Float64Array(60),
        Int32Array.from({ length: 60 }, (_, i) => i % 6),
      ),
    ).toBeNull()
  })
})

describe('intraclassAgreement', () => {
  it('is how much oftener two rows of a group agree than two of all rows, row by row', () => {
    const rng = createRng(8)
    const groups = Int32Array.from({ length: 90 }, () => rng.integer(12))
    const codes = Int32Array.from(groups, (group) => (rng.uniform() < 0.5 ? group % 3 : rng.integer(3)))
    const rows = [...groups.keys()]
    const shareAlike = (row: number, others: readonly number[]): number =>
      meanOf(others.map((other) => (codes[other] === codes[row] ? 1 : 0)))
    const within = meanOf(
      rows.map((row) =>
        shareAlike(
          row,
          rows.filter((other) => other !== row && groups[other] === groups[row]),
        ),
      ),
    )
    const chance = meanOf(rows.map((row) => shareAlike(row, rows)))
    expect(intraclassAgreement(codes, groups)).toBeCloseTo((within - chance) / (1 - chance), 12)
    expect(intraclassAgreement(new Int32Array(90), groups)).toBeNull()
    expect(intraclassAgreement(codes.subarray(0, 40), groups.subarray(0, 40))).toBeNull()
  })
})
