import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binEdges, binNumbers, binOf, levelFeature } from '../../../src/learn/trees/bins.js'

const numbers = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true }), fc.constant(Number.NaN)), { maxLength: 60 })

describe('binEdges', () => {
  it('gives each of a few distinct values a bin of its own, parted halfway', () => {
    expect([...binEdges(Float64Array.of(3, 1, 1, 7, Number.NaN, 3))]).toEqual([2, 5])
  })

  it('parts neighbours among doubles, between which there is no other', () => {
    for (const low of [1 + Number.EPSILON, 3 * Number.MIN_VALUE]) {
      const high = low + Math.max(Number.MIN_VALUE, Number.EPSILON * Math.floor(low))
      expect([...binEdges(Float64Array.of(low, high))], String(low)).toEqual([low])
    }
  })

  it('makes bins of about equal weight where values are many', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_000)
    const { codes, bins } = binNumbers(values, binEdges(values, 20))
    const counts = new Int32Array(bins)
    for (const code of codes) counts[code] = (counts[code] as number) + 1
    expect([...counts]).toEqual([0, ...new Array(20).fill(500)])
  })

  it('keeps a value that is repeated often apart from its neighbours', () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => (i < 1000 ? 1500.5 : i))
    const edges = binEdges(values, 10)
    expect([1500, 1500.5, 1501].map((value) => binOf(value, edges))).toEqual([
      ...new Set([1500, 1500.5, 1501].map((value) => binOf(value, edges))),
    ])
  })

  it('never makes more bins than asked for, and none for nothing', () => {
    expect(binEdges(new Float64Array(0))).toHaveLength(0)
    expect(binEdges(new Float64Array(5).fill(Number.NaN))).toHaveLength(0)
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 20 }), (values, most) => {
        expect(binEdges(Float64Array.from(values), most).length).toBeLessThan(most)
      }),
    )
  })
})

describe('binNumbers', () => {
  it('keeps order, gives 0 to missing values only, and never parts equal values', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float64Array.from(list)
        const { codes, bins } = binNumbers(values, binEdges(values, 8))
        for (let i = 0; i < values.length; i++) {
          expect(codes[i] === 0).toBe(Number.isNaN(values[i]))
          expect(codes[i]).toBeLessThan(bins)
          for (let j = 0; j < i; j++)
            if ((values[i] as number) <= (values[j] as number)) expect(codes[i]).toBeLessThanOrEqual(codes[j] as number)
        }
      }),
    )
  })
})

describe('levelFeature', () => {
  it('shifts codes by one so that missing is 0, in 8 bits where they fit', () => {
    expect(levelFeature(Int32Array.of(-1, 0, 2), 3)).toEqual({ codes: Uint8Array.of(0, 1, 3), bins: 4, nominal: true })
    expect(levelFeature(Int32Array.of(254), 255).codes).toEqual(Uint8Array.of(255))
    expect(levelFeature(Int32Array.of(255), 256).codes).toEqual(Uint16Array.of(256))
  })

  it('lets the last of too many levels share a code', () => {
    const { codes, bins } = levelFeature(Int32Array.of(70_000, 65_534, 65_533), 80_000, false)
    expect([...codes]).toEqual([65_535, 65_535, 65_534])
    expect(bins).toBe(65_536)
  })
})
