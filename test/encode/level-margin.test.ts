import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitLevelMargin, levelIntervals } from '../../src/encode/level-margin.js'
import { fitMargin, missingShare } from '../../src/encode/margin.js'
import { normalScale } from '../../src/encode/normal-scale.js'
import { createLocator, levelQuantiles, shareScale } from '../../src/encode/quantile.js'
import { normalQuantile } from '../../src/stats/normal/normal.js'
import { parseSchema } from '../../src/table/shape/schema.js'

describe('level margins', () => {
  const codes = Int32Array.of(2, 2, 0, -1, 2, 3, -1, 0)

  test('levels and missing cells are counted, unseen levels too', () => {
    const margin = fitLevelMargin(codes, 5)
    expect(margin).toMatchObject({ present: 6, missing: 2 })
    expect([...margin.counts]).toEqual([2, 0, 3, 1, 0])
    expect(missingShare(margin)).toBe(0.25)
  })

  test('intervals follow the order given, and quantiles undo them', () => {
    const margin = { ...fitLevelMargin(codes, 5), order: Uint32Array.of(3, 4, 2, 1, 0) }
    const { low, high } = levelIntervals(margin)
    expect([...low].map((share) => share * 6)).toEqual([4, 4, 1, 0, 1])
    expect([...high].map((share) => share * 6)).toEqual([6, 4, 4, 1, 1])
    const places = Float64Array.of(0, 0.16, 0.17, 0.66, 0.67, 0.999)
    for (const [scale, scaled] of [
      [shareScale, places],
      [normalScale, places.map(normalQuantile)],
    ] as const) {
      const levels = new Int32Array(6)
      levelQuantiles(margin, scale)(scaled, levels)
      expect([...levels]).toEqual([3, 3, 2, 2, 0, 0])
    }
  })

  test('the schema decides how many levels there are and how fine numbers are', () => {
    const schema = parseSchema({
      columns: [
        { name: 'a', kind: 'categorical', levels: ['x', 'y', 'z'] },
        { name: 'b', kind: 'numeric', decimals: 1 },
        { name: 'c', kind: 'datetime', format: '%Y', unit: 'day', step: 7 },
      ],
    })
    const [a, b, c] = schema.columns as [(typeof schema.columns)[0], (typeof schema.columns)[0], (typeof schema.columns)[0]]
    expect(fitMargin({ name: 'a', kind: 'categorical', values: Int32Array.of(0), levels: ['x'] }, a, 9)).toMatchObject({
      counts: Uint32Array.of(1, 0, 0),
    })
    expect(fitMargin({ name: 'b', kind: 'numeric', values: Float64Array.of(0.5) }, b, 9)).toMatchObject({ grid: { scale: 10, step: 1 } })
    expect(fitMargin({ name: 'c', kind: 'datetime', values: Float64Array.of(700) }, c, 9)).toMatchObject({ grid: { scale: 1, step: 7 } })
  })

  test('a column of nothing is missing altogether', () => {
    expect(missingShare(fitLevelMargin(new Int32Array(), 2))).toBe(1)
  })
})

describe('createLocator', () => {
  test('counts the thresholds at or below a place, within its table and beyond', () => {
    const numbers = fc.oneof(fc.double({ min: -6, max: 6, noNaN: true }), fc.constantFrom(-4, 0, 4, Number.POSITIVE_INFINITY))
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 50 }), fc.array(numbers), (thresholds, places) => {
        const ascending = Float64Array.from(thresholds).sort()
        const locate = createLocator(ascending, -4, 4)
        for (const place of [...places, ...thresholds].filter(Number.isFinite)) {
          expect(locate(place)).toBe(ascending.filter((threshold) => threshold <= place).length)
        }
      }),
      { seed: 2 },
    )
  })
})
