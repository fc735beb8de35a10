import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBinValues, stateMasses } from '../../src/encode/bin-values.js'
import { type BinnedColumn, binCodes, cutNumbers, fitBins, stateCoding } from '../../src/encode/bins.js'
import { fitNumberMargin } from '../../src/encode/number-margin.js'
import type { Column } from '../../src/table/column.js'
import type { ColumnSchema, SchemaInput } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'

const schemaOf = (column: SchemaInput['columns'][number]): ColumnSchema => parseSchema({ columns: [column] }).columns[0] as ColumnSchema
const letters = ['a', 'b', 'c', 'd', 'e', 'f']
const levels = (codes: readonly number[], kind: 'categorical' | 'ordinal' = 'categorical') => ({
  column: { name: 'x', kind, values: Int32Array.from(codes), levels: letters } as Column,
  schema: schemaOf({ name: 'x', kind, levels: letters }),
})
const numbers = (values: readonly number[], decimals: number | null = 0) => ({
  column: { name: 'x', kind: 'numeric', values: Float64Array.from(values) } as Column,
  schema: schemaOf({ name: 'x', kind: 'numeric', decimals }),
})
const times = (...pairs: readonly (readonly [code: number, count: number])[]) =>
  pairs.flatMap(([code, count]) => new Array(count).fill(code))
const fit = ({ column, schema }: ReturnType<typeof numbers>, most: number): BinnedColumn => fitBins(column, schema, 1000, most)
/** Rows in each state, the missing one last if there is one. */
const rowsIn = (binned: BinnedColumn, column: Column): number[] => {
  const rows = new Array(binned.bins.states).fill(0)
  for (const code of binCodes(binned, column)) rows[code]++
  return rows
}

describe('bins of levels', () => {
  test('are one for each level that occurs, and one for missing cells', () => {
    const given = levels(times([0, 5], [2, 3], [5, 1], [-1, 2]))
    const binned = fit(given, 6)
    expect(binned.bins).toMatchObject({ states: 4, missing: 3 })
    expect(rowsIn(binned, given.column)).toEqual([5, 3, 1, 2])
    expect([...binCodes(binned, levels([0, 1, 2, 3, 5, -1]).column)]).toEqual([0, -1, 1, -1, 2, 3])
  })

  test('are as many as fit where all are told apart, and one fewer and the rest where they are not: the most frequent ones first', () => {
    const given = levels(times([0, 9], [1, 2], [2, 30], [3, 1], [4, 9]))
    expect(rowsIn(fit(given, 5), given.column)).toEqual([9, 2, 30, 1, 9])
    const binned = fit(given, 4)
    expect(binned.bins).toMatchObject({ states: 4, missing: -1 })
    // Of two that are as frequent the first comes first.
    expect([...binCodes(binned, levels([0, 1, 2, 3, 4]).column)]).toEqual([1, 3, 0, 3, 2])
    expect(rowsIn(binned, given.column)).toEqual([30, 9, 9, 3])
    expect(rowsIn(fit(given, 1), given.column)).toEqual([51])
  })

  test('that are ordered are stretches of neighbours', () => {
    const given = levels(times([0, 10], [1, 10], [2, 10], [3, 10], [4, 10], [5, 10]), 'ordinal')
    expect([...binCodes(fit(given, 3), levels([0, 1, 2, 3, 4, 5]).column)]).toEqual([0, 0, 1, 1, 2, 2])
  })

  test('of no row at all are the missing one', () => {
    expect(fit(levels([]), 6).bins).toMatchObject({ states: 1, missing: 0 })
  })
})

describe('bins of numbers', () => {
  const even = Array.from({ length: 100 }, (_, i) => i)

  test('are equally frequent stretches, as many as were asked for', () => {
    const given = numbers(even)
    const binned = fit(given, 5)
    expect(binned.bins).toMatchObject({ states: 5, missing: -1 })
    expect(rowsIn(binned, given.column)).toEqual([20, 20, 20, 20, 20])
    expect([...binCodes(binned, numbers([0, 19, 20, 59, 99]).column)]).toEqual([0, 0, 1, 2, 4])
  })

  test('are no more than the root of the rows, but two at least', () => {
    expect(fit(numbers(even.slice(0, 49)), 20).bins.states).toBe(7)
    expect(fit(numbers([1, 2, 3]), 20).bins.states).toBe(2)
    // A cut that counts nobody's rows takes what it is told.
    const margin = fitNumberMargin(Float64Array.from(even.slice(0, 49)), { decimals: 0 }, 1000)
    expect(cutNumbers(margin, 20).bins.states).toBeGreaterThan(7)
  })

  test('leave a value that is as frequent as a stretch by itself, and only that', () => {
    const given = numbers([...even, ...new Array(100).fill(50)])
    const binned = fit(given, 5)
    const [own] = binCodes(binned, numbers([50]).column)
    expect([...binCodes(binned, given.column)].filter((code) => code === own)).toHaveLength(101)
    const [before, after] = binCodes(binned, numbers([49, 51]).column)
    expect([before, after]).toEqual([(own as number) - 1, (own as number) + 1])
  })

  test('have no place for what lies beyond the least and the greatest value', () => {
    expect([...binCodes(fit(numbers(even), 5), numbers([-1, 100, Number.NaN, 99]).column)]).toEqual([-1, -1, -1, 4])
    const withGap = fit(numbers([...even, Number.NaN]), 5)
    expect(withGap.bins).toMatchObject({ states: 6, missing: 5 })
    expect([...binCodes(withGap, numbers([Number.NaN, 0]).column)]).toEqual([5, 0])
  })
})

describe('values drawn from states', () => {
  test('are in their states, at their ends, too, whatever the column', () => {
    const cells = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(cells, fc.constantFrom(0, null), fc.integer({ min: 2, max: 9 }), (values, decimals, most) => {
        const binned = fit(numbers(values, decimals), most)
        const draw = createBinValues(binned)
        const states = Uint16Array.from({ length: 4 * binned.bins.states }, (_, i) => i >> 2)
        const drawn = draw(
          states,
          Float64Array.from(states, (_, i) => [0, 0.3, 0.7, 1 - 2 ** -53][i & 3] as number),
        )
        expect([...binCodes(binned, { name: 'x', kind: 'numeric', values: drawn as Float64Array })]).toEqual([...states])
      }),
      { seed: 5, numRuns: 150 },
    )
  })

  test('of a state of several levels come as often as these do, and missing is missing', () => {
    const binned = fit(levels(times([0, 60], [1, 30], [2, 6], [3, 4], [-1, 5])), 3)
    const draw = createBinValues(binned)
    const positions = Float64Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100)
    const drawn = draw(new Uint16Array(100).fill(2), positions)
    expect([2, 3].map((level) => drawn.filter((code) => code === level).length)).toEqual([60, 40])
    expect(draw([binned.bins.missing, 0], Float64Array.of(0.5, 0.5))).toEqual(Int32Array.of(-1, 0))
    expect([...stateMasses(binned.bins)].map((mass) => Math.round(100 * mass))).toEqual([60, 30, 10, 0])
  })

  test('of numbers that are missing are NaN, and so is everything of a column of nothing', () => {
    const binned = fit(numbers([1, 2, 3, 4, Number.NaN]), 2)
    expect(createBinValues(binned)([binned.bins.missing], Float64Array.of(0.2))).toEqual(Float64Array.of(Number.NaN))
    const nothing = fit(numbers([Number.NaN]), 2)
    expect([...createBinValues(nothing)([0, 0], Float64Array.of(0.1, 0.9))]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('stateCoding', () => {
  test('says of each value the state that binCodes gives it', () => {
    const values = Array.from({ length: 60 }, (_, i) => (i * i) % 37)
    const given = numbers(values)
    const binned = fit(given, 4)
    const distinct = Float64Array.from(new Set(values)).sort()
    const coding = stateCoding(binned, given.schema, { values: distinct }) as { upTo: Float64Array; codes: Uint16Array; missing: number }
    // The last values of each run of one state, ascending.
    expect(coding.upTo).toHaveLength(binned.bins.states)
    expect(coding.upTo.at(-1)).toBe(distinct.at(-1))
    const states = [...distinct].map((value) => coding.codes[coding.upTo.findIndex((bound) => value <= bound)])
    expect(states).toEqual([...binCodes(binned, numbers([...distinct]).column)])
    const named = levels(times([0, 3], [2, 2], [-1, 1]))
    expect(stateCoding(fit(named, 6), named.schema, { values: [] })).toEqual({
      column: 'x',
      levels: letters,
      codes: Uint16Array.of(0, 0, 1, 0, 0, 0),
      missing: 2,
    })
  })
})
