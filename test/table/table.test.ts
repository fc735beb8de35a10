import { describe, expect, test } from 'vitest'
import { type CodeColumn, type Column, countMissing, isMissing, isNumberColumn, isNumberKind, kinds } from '../../src/table/column.js'
import { concatTables, Table } from '../../src/table/table.js'

const numbers = (name: string, ...values: number[]): Column => ({ name, kind: 'numeric', values: Float64Array.from(values) })
const codes = (name: string, levels: string[], ...values: number[]): Column => ({
  name,
  kind: 'categorical',
  values: Int32Array.from(values),
  levels,
})

describe('Column', () => {
  test('missing is NaN among numbers and -1 among codes', () => {
    const [a, b] = [numbers('a', 0, Number.NaN, -1), codes('b', ['x'], 0, -1, -1)]
    expect([0, 1, 2].map((row) => isMissing(a, row))).toEqual([false, true, false])
    expect([0, 1, 2].map((row) => isMissing(b, row))).toEqual([false, true, true])
    expect([countMissing(a), countMissing(b)]).toEqual([1, 2])
  })

  test('a kind is either of numbers or of codes', () => {
    expect(kinds.filter(isNumberKind)).toEqual(['numeric', 'integer', 'datetime'])
    expect([isNumberColumn(numbers('a')), isNumberColumn(codes('b', []))]).toEqual([true, false])
  })
})

describe('Table', () => {
  const table = new Table([numbers('a', 1, 2, 3), codes('b', ['x', 'y'], 0, 1, -1)])

  test('knows its rows and columns by name', () => {
    expect([table.rows, table.names, table.has('a'), table.has('c')]).toEqual([3, ['a', 'b'], true, false])
    expect(table.column('b')).toMatchObject({ levels: ['x', 'y'] })
    expect(() => table.column('c')).toThrow('c: no such column; the table has a, b')
  })

  test('refuses columns of two lengths and two columns of one name', () => {
    expect(() => new Table([numbers('a', 1), numbers('b', 1, 2)])).toThrow('b: has 2 cells where the table has 1 rows')
    expect(() => new Table([numbers('a', 1), numbers('a', 2)])).toThrow('two columns have one name')
  })

  test('select keeps the rows and takes the order given', () => {
    expect(table.select(['b', 'a']).names).toEqual(['b', 'a'])
    expect(table.select([]).rows).toBe(3)
  })

  test('slice shares memory and stays within the rows', () => {
    const part = table.slice(1, 3)
    expect([part.rows, Array.from(part.column('a').values)]).toEqual([2, [2, 3]])
    expect(part.column('a').values.buffer).toBe(table.column('a').values.buffer)
    expect([table.slice(2, 99).rows, table.slice(3).rows, table.slice(5, 9).rows]).toEqual([1, 0, 0])
  })

  test('take gives rows in any order, also twice', () => {
    const taken = table.take([2, 0, 0])
    expect(Array.from(taken.column('a').values)).toEqual([3, 1, 1])
    expect(Array.from(taken.column('b').values)).toEqual([-1, 0, 0])
    expect(taken.column('b').values).toBeInstanceOf(Int32Array)
  })
})

describe('concatTables', () => {
  test('puts rows one after the other and finds a common list of levels', () => {
    const joined = concatTables([
      new Table([numbers('a', 1), codes('b', ['x', 'y'], 1)]),
      new Table([numbers('a', 2, 3), codes('b', ['z', 'y'], 0, 1)]),
      new Table([numbers('a'), codes('b', [])]),
    ])
    expect(Array.from(joined.column('a').values)).toEqual([1, 2, 3])
    const b = joined.column('b') as CodeColumn
    expect(Array.from(b.values, (code) => b.levels[code])).toEqual(['y', 'z', 'y'])
  })

  test('keeps missing codes missing', () => {
    const parts = [new Table([codes('b', ['x'], -1)]), new Table([codes('b', ['x'], 0)])]
    expect(Array.from(concatTables(parts).column('b').values)).toEqual([-1, 0])
  })

  test('refuses numbers under codes, and gives an empty table for none', () => {
    expect(() => concatTables([new Table([codes('a', ['x'], 0)]), new Table([numbers('a', 1)])])).toThrow(
      'categorical in one part and numeric',
    )
    expect(concatTables([]).rows).toBe(0)
  })
})
