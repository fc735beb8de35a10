import { describe, expect, test } from 'vitest'
import { drawnCounts } from '../../../src/evaluate/counted/drawn-counts.js'
import { createRng } from '../../../src/random/rng.js'

describe('drawnCounts(counts, rows, rng)', () => {
  // One by one, by probabilities, from the normal distribution; the larger half of either.
  test.each([
    [[30, 50, 20], 40],
    [[400, 99_600], 5000],
    [[4000, 6000], 5000],
    [[70_000, 30_000], 80_000],
  ])('draws %j down to %i rows: as many, with the mean and the variance of rows drawn without replacement', (counts, rows) => {
    const draws = 2000
    const all = counts.reduce((sum, count) => sum + count, 0)
    const rng = createRng(7)
    const first: number[] = []
    for (let draw = 0; draw < draws; draw++) {
      const drawn = drawnCounts(Float64Array.from(counts), rows, rng)
      expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(rows)
      expect(drawn.every((count, cell) => Number.isInteger(count) && count >= 0 && count <= (counts[cell] as number))).toBe(true)
      first.push(drawn[0] as number)
    }
    const share = (counts[0] as number) / all
    const variance = (rows * share * (1 - share) * (all - rows)) / (all - 1)
    const mean = first.reduce((sum, count) => sum + count, 0) / draws
    const spread = first.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (draws - 1)
    // Five standard errors, of the mean and of the variance of a nearly normal number.
    expect(Math.abs(mean - rows * share)).toBeLessThan(5 * Math.sqrt(variance / draws))
    expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / draws) + 1 / variance)
  })

  test('takes all there are where as many are asked for', () => {
    expect([...drawnCounts(Float64Array.of(3, 0, 5), 8, createRng(1))]).toEqual([3, 0, 5])
  })
})
