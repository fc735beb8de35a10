import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distinctValues } from '../../src/encode/distinct-values.js'
import { createRng } from '../../src/random/rng.js'
import { ascendingOrder } from '../../src/stats/order/ascending-order.js'

const anyNumber = fc.oneof(
  fc.double(),
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -500, max: 500 }).map((units) => units / 100),
  fc.constantFrom(0, -0, Number.NaN, 1e308, -1e308, 5e-324, -5e-324, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

describe('ascendingOrder', () => {
  test('is the order of a stable sort, missing values left out', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 80 }), (values) => {
        const expected = values
          .map((value, row) => ({ value, row }))
          .filter(({ value }) => !Number.isNaN(value))
          .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.row - b.row))
        expect([...ascendingOrder(Float64Array.from(values))]).toEqual(expected.map(({ row }) => row))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('distinctValues', () => {
  test.each([{ decimals: null }, { decimals: 0 }, { decimals: 2 }, { decimals: 2, step: 5 }, { decimals: 15 }])(
    'are counted, and every row finds its own, with %o',
    (precision) => {
      fc.assert(
        fc.property(fc.array(anyNumber, { maxLength: 80 }), (cells) => {
          const values = Float64Array.from(cells)
          const { distinct, counts, codes, present } = distinctValues(values, precision)
          const there = values.filter((value) => !Number.isNaN(value)).map((value) => value + 0)
          expect(present).toBe(there.length)
          expect([...distinct]).toEqual([...new Set(there)].sort((a, b) => a - b))
          expect([...counts]).toEqual([...distinct].map((value) => there.filter((other) => other === value).length))
          expect([...codes].map((code) => (code < 0 ? Number.NaN : distinct[code]))).toEqual(cells.map((value) => value + 0))
        }),
        { seed: 3, numRuns: 300 },
      )
    },
  )

  test('are the same whether they are counted or sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3000, max: 3000 }), { maxLength: 200 }), (units) => {
        const values = Float64Array.from(units, (unit) => unit / 1000)
        expect(distinctValues(values, { decimals: 3 })).toEqual(distinctValues(values, { decimals: null }))
      }),
      { seed: 4 },
    )
  })

  test('of many rows are those of few', () => {
    const rng = createRng(1)
    const few = Float64Array.from({ length: 40_000 }, (_, i) =>
      i % 7 === 0 ? Number.NaN : i % 5 === 0 ? Math.round(rng.normal()) : rng.normal(),
    )
    const many = new Float64Array(80_000)
    many.set(few)
    many.set(few, 40_000)
    const [a, b] = [distinctValues(few, { decimals: null }), distinctValues(many, { decimals: null })]
    expect(b.distinct).toEqual(a.distinct)
    expect(b.counts).toEqual(a.counts.map((count) => 2 * count))
    expect([b.codes.subarray(0, 40_000), b.codes.subarray(40_000)]).toEqual([a.codes, a.codes])
  })
})
