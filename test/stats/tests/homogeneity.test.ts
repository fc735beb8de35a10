import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { sameCellsAbove, sameLawAbove, sameShareAbove } from '../../../src/stats/tests/homogeneity.js'
import { sameAssociationAbove } from '../../../src/stats/tests/same-association.js'

function addOne(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] as number) + 1
}

/** How many of so many samples of a law are called different at this level. */
function rejected(runs: number, level: number, p: (rng: ReturnType<typeof createRng>) => number): number {
  let count = 0
  for (let run = 0; run < runs; run++) if (p(createRng(run + 1)) < level) count++
  return count
}

describe('sameLawAbove', () => {
  it("is Pearson's chi-squared of two rows", () => {
    // Of as many rows each, the statistic is the sum of (a - b)^2 / (a + b); above x lies exp(-x / 2) of it with two degrees of freedom.
    expect(sameLawAbove([30, 50, 20], [40, 40, 20])).toBeCloseTo(Math.exp(-(100 / 70 + 100 / 90) / 2), 10)
    expect(sameLawAbove([30], [40])).toBe(1)
    expect(sameLawAbove([0, 0], [4, 5])).toBe(1)
  })
})

describe('sameCellsAbove', () => {
  it('sees one rare cell, times the number of cells that either table has', () => {
    const rare = sameCellsAbove([1000, 1000, 12], [1000, 1000, 0])
    expect(rare).toBeCloseTo(2 * Math.min(sameLawAbove([1000, 1000, 12], [1000, 1000, 0]), 3 * sameShareAbove(12, 2012, 0, 2000)), 12)
    expect(sameCellsAbove([1000, 0, 1000, 12, 0], [1000, 0, 1000, 0, 0])).toBe(rare)
  })
})

describe('sameShareAbove', () => {
  it('is exact for few, two-sided, and the same from either side', () => {
    // All eight are on one side: 100 choose 8 out of 200 choose 8, twice.
    let all = 2
    for (let i = 0; i < 8; i++) all *= (100 - i) / (200 - i)
    expect(sameShareAbove(0, 100, 8, 100)).toBeCloseTo(all, 10)
    expect(sameShareAbove(8, 100, 0, 100)).toBeCloseTo(sameShareAbove(0, 100, 8, 100), 12)
    expect(sameShareAbove(100, 100, 92, 100)).toBeCloseTo(sameShareAbove(0, 100, 8, 100), 12)
    expect(sameShareAbove(0, 10, 0, 10)).toBe(1)
  })
})

describe('sameCellsAbove', () => {
  it('finds one rare level among many frequent ones, which chi-squared alone does not', () => {
    const frequent = Array.from({ length: 60 }, () => 200)
    const [a, b] = [
      [...frequent, 0],
      [...frequent, 18],
    ]
    // Chi-squared is 18, where 60 degrees of freedom make 60 the mean. All 18 on one side come with 2^-17, and there are 61 cells: 4.7e-4.
    expect(sameLawAbove(a, b)).toBeGreaterThan(0.5)
    expect(sameCellsAbove(a, b)).toBeLessThan(0.001)
  })

  it('calls samples of one law different in at most so many cases as it says', () => {
    const p = (rng: ReturnType<typeof createRng>) => {
      const [a, b] = [0, 1].map(() => {
        const counts = new Float64Array(8)
        for (let i = 0; i < 200; i++) addOne(counts, Math.min(7, Math.floor(-2 * Math.log(rng.uniform()))))
        return counts
      }) as [Float64Array, Float64Array]
      return sameCellsAbove(a, b)
    }
    // Of 1,000 at 5 %: mean 50 at most, standard deviation 6.9; five of them for a false alarm of 1e-6.
    expect(rejected(1000, 0.05, p)).toBeLessThan(84)
  })
})

describe('sameAssociationAbove', () => {
  const sample = (rng: ReturnType<typeof createRng>, rows: number, loosened = false) => {
    const counts = new Float64Array(12)
    for (let i = 0; i < rows; i++) {
      const x = rng.normal()
      const y = loosened ? rng.normal() : 0.7 * x + 0.7 * rng.normal()
      const cut = (value: number, parts: number) => Math.max(0, Math.min(parts - 1, Math.floor(value + parts / 2)))
      addOne(counts, cut(x, 4) * 3 + cut(y, 3))
    }
    return counts
  }

  it('is near to its level for the same association, also where one column by itself is off', () => {
    // Binomial of 1,000 at 5 %, five standard deviations to either side.
    const same = rejected(1000, 0.05, (rng) => sameAssociationAbove(sample(rng, 150), sample(rng, 150), 4, 3))
    expect(same).toBeGreaterThan(15)
    expect(same).toBeLessThan(85)
    const thinned = rejected(1000, 0.05, (rng) => {
      const [a, b] = [sample(rng, 300), sample(rng, 300)]
      // Half of the rows of the second level are lost: another margin, the same odds ratios.
      for (let j = 0; j < 3; j++) b[3 + j] = Array.from({ length: b[3 + j] as number }, () => rng.uniform()).filter((u) => u < 0.5).length
      return sameAssociationAbove(a, b, 4, 3)
    })
    expect(thinned).toBeLessThan(85)
  })

  it('finds an association that is lost', () => {
    expect(rejected(50, 1e-4, (rng) => sameAssociationAbove(sample(rng, 300), sample(rng, 300, true), 4, 3))).toBe(50)
  })

  it('is 1 where a table has no row, or one level only', () => {
    expect(sameAssociationAbove([0, 0, 0, 0], [1, 2, 3, 4], 2, 2)).toBe(1)
    expect(sameAssociationAbove([3, 4], [5, 6], 1, 2)).toBe(1)
  })
})
