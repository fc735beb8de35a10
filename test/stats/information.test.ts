import { describe, expect, it } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import type { RankCodes } from '../../src/stats/association/coded.js'
import { mutualInformation } from '../../src/stats/association/mutual-information.js'
import { chiSquaredAbove } from '../../src/stats/tests/chi-squared.js'
import { worst } from './expected.js'

const coded = (codes: readonly number[], count: number): RankCodes => ({ codes: Int32Array.from(codes), count })

describe('mutualInformation', () => {
  it('is the sum over cells less (cells - rows - columns + 1) / 2n', () => {
    // Counts 3, 1 / 1, 3: 2 · 3/8 ln(3/2) + 2 · 1/8 ln(1/2), less (4 - 2 - 2 + 1) / 16.
    const x = coded([0, 0, 0, 0, 1, 1, 1, 1], 2)
    const y = coded([0, 0, 0, 1, 0, 1, 1, 1], 2)
    expect(mutualInformation(x, y)).toBeCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5) - 1 / 16, 12)
  })

  it('leaves out rows in which one is missing, and is 0 without rows', () => {
    const x = coded([0, 0, 1, 1, -1, 0], 2)
    const y = coded([0, 0, 1, 1, 1, -1], 2)
    // ln 2, and two cells that occur are one fewer than independence has: the correction adds 1/8.
    expect(mutualInformation(x, y)).toBeCloseTo(Math.log(2) + 1 / 8, 12)
    expect(mutualInformation(coded([], 2), coded([], 2))).toBe(0)
  })

  it('is on average about 0 for independent columns, where the plain sum is (k - 1)² / 2n', () => {
    const rng = createRng(4)
    const [n, k, runs] = [2000, 10, 100]
    let sum = 0
    for (let run = 0; run < runs; run++) {
      const draw = () =>
        coded(
          Array.from({ length: n }, () => rng.integer(k)),
          k,
        )
      const [x, y] = [draw(), draw()]
      sum += mutualInformation(x, y)
    }
    // 2nI is chi-squared with 81 degrees of freedom: I less its mean has standard deviation sqrt(162) / 4000 = 0.0032; cut at 0, a mean of 0.4 of that.
    expect(sum / runs).toBeLessThan(0.0032 * 0.8)
    expect(81 / (2 * n)).toBeGreaterThan(0.02)
  })
})

describe('chiSquaredAbove', () => {
  it("is scipy's chi2.sf", () => {
    // scipy 1.17.1: scipy.stats.chi2.sf([0.1, 3.84, 30, 95, 250, 1200, 900], [1, 1, 4, 100, 100, 1000, 1000])
    const wanted = [
      0.7518296340458492, 0.05004352124870519, 4.894437128029217e-6, 0.6225792918781736, 7.76693640353949e-15, 1.2255942330622893e-5,
      0.9892827619087102,
    ]
    const x = [0.1, 3.84, 30, 95, 250, 1200, 900]
    const df = [1, 1, 4, 100, 100, 1000, 1000]
    expect(
      worst(
        x.map((value, i) => chiSquaredAbove(value, df[i] as number)),
        wanted,
      ),
    ).toBeLessThan(1e-10)
  })

  it('is 1 up to 0, and 0 above 0 where there is no degree of freedom', () => {
    expect([chiSquaredAbove(0, 3), chiSquaredAbove(-1, 3), chiSquaredAbove(1, 0), chiSquaredAbove(1e6, 3)]).toEqual([1, 1, 0, 0])
  })
})
