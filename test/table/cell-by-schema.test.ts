import { describe, expect, test } from 'vitest'
import { levelsOf } from '../../src/table/schema.js'
import { columnSchema } from '../../src/table/shape/columns.js'
import { type CellValue, cellBySchema, readValue } from '../../src/table/typing/cell-by-schema.js'

/** What each of the values is read as: a number, a level, or null for a gap. */
function read(column: Readonly<Record<string, unknown>>, values: readonly CellValue[]): (number | string | null)[] {
  const schema = columnSchema.parse({ name: 'x', ...column })
  const levels = [...levelsOf(schema)]
  const cell = cellBySchema(schema, levels)
  return values.map((value) => {
    const found = readValue(cell, value)
    if (Object.is(found, cell.gap)) return null
    return Object.is(cell.gap, Number.NaN) ? found : (levels[found] as string)
  })
}

describe('a cell is read by its column alone', () => {
  test('numbers as their style writes them, and as such; missing by token and by value; nothing that isn’t finite', () => {
    const numeric = { kind: 'numeric', missing: ['-1', 'n/a'] } as const
    expect(read(numeric, ['1.50', ' 2 ', '1e3', '-1', '-1.0', 'n/a', '', 'x', '1e999'])).toEqual([1.5, 2, 1000, ...Array(6).fill(null)])
    expect(read(numeric, [1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 3n, 2n ** 70n, true, null, {}, []])).toEqual([
      ...[1.5, null, null, null, 3, 2 ** 70, null, null, null, null],
    ])
    expect(read({ kind: 'numeric', prefix: '$', thousands: ',' }, ['$1,234.5', '1234.5', '€3'])).toEqual([1234.5, 1234.5, null])
    expect(read({ kind: 'integer' }, ['3', '3.0', '3.5', 3.5, 4])).toEqual([3, 3, null, null, 4])
  })

  test('times by their format, or as what a typed value counts', () => {
    const date = { kind: 'datetime', format: '%Y-%m-%d', unit: 'day', missing: ['0'] } as const
    expect(read(date, ['1970-01-03', '1970-01-01', '03/01/1970', '0', 0])).toEqual([2, 0, null, null, null])
    expect(read(date, [new Date('1970-01-03T12:00:00Z'), new Date(Number.NaN), new Date(0)])).toEqual([2, null, 0])
    expect(read({ kind: 'datetime', format: '%Y%m%d', unit: 'day' }, [19700103, '19700103', 1.5])).toEqual([2, 2, null])
  })

  test('levels to the letter, then without blanks; typed numbers and truths by what they mean', () => {
    const sizes = { kind: 'ordinal', levels: ['1.0', '2.0', ' odd '] } as const
    expect(read(sizes, ['1.0', ' 2.0', ' odd ', 'odd', '3', 1, 2n, 3])).toEqual(['1.0', '2.0', ' odd ', null, null, '1.0', '2.0', null])
    expect(read({ kind: 'boolean', levels: ['no', 'yes'] }, [true, false, 'yes', 'true', 1])).toEqual(['yes', 'no', 'yes', null, null])
    expect(read({ kind: 'categorical', levels: ['a', 'NA'], missing: ['NA'] }, ['NA', 'a'])).toEqual([null, 'a'])
  })

  test('levels left open are what comes up, without blanks around it; what is blank is no level', () => {
    expect(read({ kind: 'categorical', levels: [] }, ['b', ' b ', '', '  ', 3, true, { a: 1 }, 'a'])).toEqual([
      ...['b', 'b', null, null, '3', 'true', '{"a":1}', 'a'],
    ])
  })
})
