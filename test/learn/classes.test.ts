import { describe, expect, it } from 'vitest'
import { compactClasses, expandClasses, smoothedShares, splitRows } from '../../src/learn/classes.js'

describe('compactClasses and expandClasses', () => {
  const codes = Int32Array.of(4, 1, 4, 4)
  const compact = compactClasses(codes, 6)

  it('count codes among the classes that occur', () => {
    expect([...compact.occurring]).toEqual([1, 4])
    expect([...compact.codes]).toEqual([1, 0, 1, 1])
  })

  it('give classes back their places, with one row of the shares mixed in', () => {
    const shares = smoothedShares(codes, 6)
    expect([...shares]).toEqual([0.5, 1.5, 0.5, 0.5, 3.5, 0.5].map((count) => count / 7))
    const [row] = [expandClasses(Float64Array.of(1, 3), compact, shares)]
    const expected = [0, 0.25, 0, 0, 0.75, 0].map((told, k) => 0.8 * told + 0.2 * (shares[k] as number))
    row.forEach((probability, k) => {
      expect(probability).toBeCloseTo(expected[k] as number, 14)
    })
    expect(row.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 14)
  })

  it('say what the shares say where no row was seen', () => {
    const none = compactClasses(new Int32Array(0), 3)
    expect(none.occurring).toHaveLength(0)
    expect(expandClasses(new Float64Array(0), none, smoothedShares(new Int32Array(0), 3))).toHaveLength(0)
  })
})

describe('splitRows', () => {
  it('keeps one row in five, and none of four', () => {
    const { learned, held } = splitRows(11)
    expect([...held]).toEqual([4, 9])
    expect([...learned, ...held].sort((a, b) => a - b)).toEqual([...Array(11).keys()])
    expect(splitRows(4).held).toHaveLength(0)
  })
})
