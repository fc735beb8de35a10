import { describe, expect, test } from 'vitest'
import { countedMargin, fitCodedMargin, fitMargin } from '../../src/encode/margin.js'
import { learnedValues, somePositions } from '../../src/encode/statistics.js'
import { tableStatistics } from '../../src/encode/table-statistics.js'
import { FitError, SchemaError } from '../../src/errors.js'
import { createRng } from '../../src/random/rng.js'
import type { ColumnSchema } from '../../src/table/schema.js'
import { known } from '../support/tables.js'

const cells = (i: number) => ({ n: i % 5 === 4 ? null : (i * 3) % 7, l: i % 6 === 5 ? null : ['b', 'a', 'c'][i % 3], m: ['u', 'v'][i % 2] })
const rows = Array.from({ length: 60 }, (_, i) => cells(i))
const { table, schema } = known(rows)
const statistics = tableStatistics(table, schema)
const columnOf = (name: string): ColumnSchema => schema.columns.find((column) => column.name === name) as ColumnSchema
const count = (holds: (row: (typeof rows)[number]) => boolean): number => rows.filter(holds).length

describe('the statistics of a table', () => {
  test('count each value once: numbers ascending, levels by their letters', async () => {
    const numbers = [...new Set(rows.flatMap(({ n }) => n ?? []))].sort((a, b) => a - b)
    expect(await statistics.values('n', 100)).toEqual({
      values: Float64Array.from(numbers),
      counts: Float64Array.from(numbers, (value) => count(({ n }) => n === value)),
      missing: 12,
    })
    expect(await statistics.values('l', 3)).toEqual({
      values: ['a', 'b', 'c'],
      counts: Float64Array.from(['a', 'b', 'c'], (level) => count(({ l }) => l === level)),
      missing: 10,
    })
    expect(await statistics.values('l', 2)).toBeNull()
    await expect(learnedValues(statistics, columnOf('l'), 2)).rejects.toThrow(FitError)
    expect((await learnedValues(statistics, columnOf('l'), 3)).missing).toBe(10)
  })

  test('name every pair of values that occurs, once, missing ones included, up to a limit', async () => {
    const pairs = new Set(rows.map(({ l, m }) => JSON.stringify([l, m])))
    const found = await statistics.pairs('l', 'm', pairs.size)
    expect(found).toHaveLength(pairs.size)
    expect(new Set(found?.map((pair) => JSON.stringify(pair)))).toEqual(pairs)
    expect(await statistics.pairs('l', 'm', pairs.size - 1)).toBeNull()
  })

  test('count which columns are missing together', async () => {
    expect(await statistics.gaps(['n', 'l'])).toEqual([
      { missing: ['l'], rows: count(({ n, l }) => n !== null && l === null) },
      { missing: ['n', 'l'], rows: count(({ n, l }) => n === null && l === null) },
      { missing: ['n'], rows: count(({ n, l }) => n === null && l !== null) },
      { missing: [], rows: count(({ n, l }) => n !== null && l !== null) },
    ])
  })

  test('count combinations of codes in their order, and add up products of scores, by group', async () => {
    const coded = await statistics.code([
      { column: 'n', upTo: Float64Array.of(2, 6), codes: Uint16Array.of(0, 1), missing: 2 },
      { column: 'm', levels: ['v', 'u'], codes: Uint16Array.of(0, 1), missing: 2 },
      { gap: 'n', within: ['l'] },
    ])
    const [pairs, alone] = await coded.tables([[0, 1], [2]], 10)
    const own = ({ n }: (typeof rows)[number]) => (n === null ? 2 : n <= 2 ? 0 : 1)
    const grid = [0, 1, 2].flatMap((a) => [0, 1].map((b) => [a, b] as const))
    expect(pairs?.codes.map((codes) => [...codes])).toEqual([grid.map(([a]) => a), grid.map(([, b]) => b)])
    expect([...(pairs?.counts ?? [])]).toEqual(grid.map(([a, b]) => count((row) => own(row) === a && row.m === ['v', 'u'][b])))
    expect([...(alone?.counts ?? [])]).toEqual([
      count(({ n, l }) => l !== null && n !== null),
      count(({ n, l }) => l !== null && n === null),
      count(({ l }) => l === null),
    ])
    await expect(coded.tables([[0, 1]], 5)).rejects.toThrow('6 combinations of cells are too many (at most 5)')
    const scores = [
      [{ variable: 0, values: Int32Array.of(1, -2, 7) }],
      [
        { variable: 1, values: Int32Array.of(3, 5) },
        { variable: 0, values: Int32Array.of(0, 0, 1) },
      ],
    ]
    const [a, b] = [
      (row: (typeof rows)[number]) => [1, -2, 7][own(row)] as number,
      (row: (typeof rows)[number]) => (row.m === 'v' ? 3 : 5) + (own(row) === 2 ? 1 : 0),
    ]
    const sum = (of: (row: (typeof rows)[number]) => number, group?: string) =>
      BigInt(rows.filter(({ m }) => group === undefined || m === group).reduce((total, row) => total + of(row), 0))
    expect(
      (
        await coded.sums(scores, [
          [0, 1],
          [0, null],
        ])
      )[0]?.get(0),
    ).toEqual([sum((row) => a(row) * b(row)), sum(a)])
    const [by] = await coded.sums(scores, [[1, 1]], [1])
    expect([by.get(0), by.get(1)]).toEqual([[sum((row) => b(row) ** 2, 'v')], [sum((row) => b(row) ** 2, 'u')]])
    await coded.close()
  })

  test('draw different rows, each as likely as any other', async () => {
    expect(await statistics.sample(60, createRng(1))).toBe(table)
    const few = await statistics.sample(20, createRng(1))
    expect(few.rows).toBe(20)
    const draws = 500
    const chosen = new Float64Array(10)
    const rng = createRng(7)
    for (let draw = 0; draw < draws; draw++) {
      const positions = somePositions(10, 4, rng) as Uint32Array
      expect(positions).toHaveLength(4)
      expect([...positions]).toEqual([...new Set(positions)].sort((x, y) => x - y))
      for (const position of positions) chosen[position] = (chosen[position] as number) + 1
    }
    // Shares of 0.4: five standard deviations.
    for (const hits of chosen) expect(Math.abs(hits / draws - 0.4)).toBeLessThan(5 * Math.sqrt(0.24 / draws))
    expect(somePositions(4, 4, createRng(1))).toBeNull()
  })
})

describe('margins', () => {
  test('of counts are those of the rows', async () => {
    for (const name of ['n', 'l', 'm']) {
      const column = columnOf(name)
      const margin = fitMargin(table.column(name), column, 50)
      expect(countedMargin(await learnedValues(statistics, column, 100), column, 50)).toEqual(margin)
      expect(fitCodedMargin(table.column(name), column, 50).margin).toEqual(margin)
    }
  })

  test('come with the code of each cell', () => {
    const numbers = fitCodedMargin(table.column('n'), columnOf('n'), 50)
    expect([...numbers.codes].map((code) => (code < 0 ? null : numbers.distinct?.[code]))).toEqual(rows.map(({ n }) => n))
    const named = fitCodedMargin(table.column('l'), columnOf('l'), 50)
    expect([named.distinct, named.codes]).toEqual([null, table.column('l').values])
  })

  test('of levels that the schema lacks are refused with some of their names', () => {
    const values = ['a', ...Array.from({ length: 7 }, (_, i) => `z${i}`)]
    const counted = { values, counts: new Float64Array(8).fill(1), missing: 0 }
    const refused = () => countedMargin(counted, columnOf('l'), 50)
    expect(refused).toThrow(SchemaError)
    expect(refused).toThrow(`l: holds levels that the schema doesn't have (got 'z0', 'z1', 'z2', 'z3', 'z4'); add them to its "levels"`)
  })
})
