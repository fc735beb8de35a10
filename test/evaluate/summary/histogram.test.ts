import { describe, expect, it } from 'vitest'
import { histogram } from '../../../src/evaluate/summary/histogram.js'

/** The edges for these values, each with so many rows. */
function edgesOf(values: readonly number[], counts: readonly number[] = values.map(() => 1), whole = false): readonly number[] {
  const real = Float64Array.from(counts)
  return histogram(Float64Array.from(values), real, real, { whole, fewest: 1 }).edges
}

const stepOf = ([first, second]: readonly number[]) => (second as number) - (first as number)

describe('histogram', () => {
  it('has edges at multiples of 1, 2 or 5, whichever is nearest to a thirtieth of the range', () => {
    // 7 is the last width that 5 stands for.
    expect(stepOf(edgesOf([0, 210]))).toBe(5)
    expect(stepOf(edgesOf([0, 211]))).toBe(10)
    expect(stepOf(edgesOf([0, 45]))).toBe(1)
    expect(stepOf(edgesOf([0, 46]))).toBe(2)
  })

  it('pools what lies beyond the outermost half percent where it would stretch the axis by more than a quarter', () => {
    const end = (outlier: number, count: number) => edgesOf([0, 100, outlier], [500, 500 - count, count]).at(-1)
    expect(end(126, 5)).toBe(100)
    expect(end(125, 5)).toBeGreaterThanOrEqual(125)
    // Six of a thousand are no tail.
    expect(end(126, 6)).toBeGreaterThanOrEqual(126)
  })
})
