import { describe, expect, it } from 'vitest'
import { spearman } from '../../../benchmarks/support/spearman.js'
import { createRng } from '../../../src/random/rng.js'
import { correlationRatio, cramersV, rankCorrelation } from '../../../src/stats/association/association.js'
import type { RankCodes } from '../../../src/stats/association/coded.js'
import { ranks } from '../../../src/stats/order/sorted.js'

const rng = createRng(1)
const n = 2000
const x = Float64Array.from({ length: n }, () => rng.normal())
const y = x.map((value) => value + rng.normal())
const noise = Float64Array.from({ length: n }, () => rng.normal())
const levels = (of: (i: number) => number, count: number): RankCodes => ({ codes: Int32Array.from({ length: n }, (_, i) => of(i)), count })
const random = levels(() => rng.integer(50), 50)
const other = levels(() => rng.integer(50), 50)

describe('rankCorrelation', () => {
  it("is Spearman's correlation of ranks", () => {
    expect(rankCorrelation(ranks(x), ranks(y))).toBeCloseTo(spearman(x, y), 12)
    expect(rankCorrelation(ranks(x), ranks(x.map((value) => -value)))).toBe(-1)
  })

  it('leaves out rows in which one is missing, and is NaN where one does not vary', () => {
    const gaps = y.map((value, i) => (i % 3 === 0 ? Number.NaN : value))
    // Pearson's correlation of the ranks of the rows that have both; Spearman's of whole columns is that of their ranks, too.
    const [a, b] = [ranks(x), ranks(gaps)].map((of) => of.filter((_, i) => !Number.isNaN(gaps[i])))
    const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / of.length
    const product = (of: Float64Array, by: Float64Array) => of.reduce((sum, value, i) => sum + (value - mean(of)) * (by[i] - mean(by)), 0)
    expect(rankCorrelation(ranks(x), ranks(gaps))).toBeCloseTo(product(a, b) / Math.sqrt(product(a, a) * product(b, b)), 12)
    expect(rankCorrelation(ranks(x), ranks(new Float64Array(n)))).toBeNaN()
  })
})

describe('correlationRatio', () => {
  it('is 1 where the level tells the rank, and near 0 for 50 random levels', () => {
    const four = Float64Array.from({ length: n }, (_, i) => i % 4)
    expect(
      correlationRatio(
        levels((i) => i % 4, 4),
        ranks(four),
      ),
    ).toBe(1)
    // Epsilon squared has mean 0 and standard deviation sqrt(2 * 49) / 2000 = 0.005 there; 5 of them.
    expect(correlationRatio(random, ranks(noise)) ** 2).toBeLessThan(0.025)
  })

  it('is NaN for a single level, and where every level has one row', () => {
    expect(
      correlationRatio(
        levels(() => 0, 3),
        ranks(x),
      ),
    ).toBeNaN()
    expect(
      correlationRatio(
        levels((i) => i, n),
        ranks(x),
      ),
    ).toBeNaN()
  })
})

describe('cramersV', () => {
  it('is 1 for two names of one thing, and near 0 for 50 by 50 random levels', () => {
    expect(cramersV(random, { codes: random.codes.map((code) => 49 - code), count: 50 })).toBeCloseTo(1, 2)
    // Corrected phi squared has standard deviation sqrt(2 * 49 * 49) / 2000 = 0.035, V squared a 49th of it; 5 of them.
    expect(cramersV(random, other) ** 2).toBeLessThan((5 * 0.035) / 48)
  })

  it("agrees with Bergsma's formula worked by hand", () => {
    // Cells 30, 10, 20, 40: chi squared 100 (1200 - 200)^2 / (40 60 50 50) = 16.667; phi squared .16667 - 1/99; both k = 2 - 1/99.
    const cells = [...Array(30).fill([0, 0]), ...Array(10).fill([0, 1]), ...Array(20).fill([1, 0]), ...Array(40).fill([1, 1])] as [
      number,
      number,
    ][]
    const first = { codes: Int32Array.from(cells, ([a]) => a), count: 2 }
    const second = { codes: Int32Array.from(cells, ([, b]) => b), count: 2 }
    expect(cramersV(first, second)).toBeCloseTo(Math.sqrt((1 / 6 - 1 / 99) / (1 - 1 / 99)), 12)
  })

  it('is NaN where one has a single level', () => {
    expect(
      cramersV(
        random,
        levels(() => 3, 5),
      ),
    ).toBeNaN()
  })
})
