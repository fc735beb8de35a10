import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inferSchema } from '../../src/table/inference/infer.js'
import { rawFromRows, toRows } from '../../src/table/rows.js'
import { decode } from '../../src/table/typing/decode.js'
import { rawOf } from './raw-of.js'

const roundTrip = (rows: readonly object[]): unknown => {
  const raw = rawFromRows(rows)
  const { schema } = inferSchema(raw)
  return toRows(decode(raw, schema), schema)
}
const range = (n: number, make: (i: number) => object): object[] => Array.from({ length: n }, (_, i) => make(i))

describe('rawFromRows', () => {
  test('has the columns in order of first appearance, and one row per object', () => {
    expect(rawFromRows([{ b: 1 }, { a: 2, b: 3 }]).columns.map(({ name }) => name)).toEqual(['b', 'a'])
    expect(rawFromRows([{}, {}])).toMatchObject({ rows: 2, columns: [] })
    expect(rawFromRows([])).toMatchObject({ rows: 0, columns: [] })
  })

  test('declares what the values are', () => {
    const row = { n: 1.5, s: 'x', b: true, d: new Date(0), i: 5n, o: { a: [1] }, m: null }
    expect(rawFromRows([row]).columns.map(({ declared }) => declared?.type)).toEqual([
      'float64',
      'utf8',
      'bool',
      'timestamp[ms, UTC]',
      'int64',
      'json',
      undefined,
    ])
  })
})

describe('toRows', () => {
  test('gives values back as the types that they came as', () => {
    const rows = range(40, (i) => ({
      number: i % 5 === 0 ? null : i / 4,
      zeroOne: i % 2,
      flag: i % 3 === 0,
      word: ['a', 'b', 'c'][i % 3],
      digits: String(i % 4),
      truth: i % 2 === 0 ? 'true' : 'false',
      when: i % 6 === 0 ? null : new Date(1e12 + i * 1234),
      day: `2019-03-${String((i % 28) + 1).padStart(2, '0')}`,
      nested: JSON.stringify({ i: i % 3 }),
      id: i + 1,
    }))
    expect(roundTrip(rows)).toEqual(rows)
  })

  test('gives nested values back as they came, and those of several types where each can be told', () => {
    const nested = [{ a: { b: null, c: [1, { d: null }] } }, { a: { b: 2, c: [] } }, { a: null }]
    expect(rawFromRows(nested).columns.map(({ name, path }) => [name, path])).toEqual([
      ['a.b', ['a', 'b']],
      ['a.c', ['a', 'c']],
    ])
    expect(roundTrip(nested)).toEqual(nested)
    const named = JSON.parse('[{"__proto__": {"__proto__": 1}}, {"__proto__": {"__proto__": 2}}]') as object[]
    expect(JSON.stringify(roundTrip(named))).toBe(JSON.stringify(named))
    const several = [{ a: 1 }, { a: 'x' }, { a: true }, { a: [1, 'x'] }, { a: { b: 1 } }]
    expect(roundTrip(several)).toEqual(several)
    expect(roundTrip([{ a: 1 }, { a: '1' }, { a: true }])).toEqual([{ a: '1' }, { a: '1' }, { a: 'true' }])
    expect(roundTrip([{ a: 1 }, { a: 2n }])).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('absent, undefined, NaN and null are all null', () => {
    expect(roundTrip([{ a: 1, b: 1 }, { a: undefined, b: 2 }, { b: 3 }, { a: Number.NaN, b: 4 }])).toEqual([
      { a: 1, b: 1 },
      { a: null, b: 2 },
      { a: null, b: 3 },
      { a: null, b: 4 },
    ])
  })

  test('a Date of no time is null', () => {
    const day = new Date(864e5)
    expect(roundTrip([{ a: day }, { a: new Date(Number.NaN) }])).toEqual([{ a: day }, { a: null }])
  })

  test('whole numbers beyond 2^53 keep their digits', () => {
    const rows = [{ a: 9007199254740993n }, { a: 9007199254740995n }]
    expect(roundTrip(rows)).toEqual([{ a: '9007199254740993' }, { a: '9007199254740995' }])
  })

  test('rows of a text file have numbers as numbers and dates as written', () => {
    const raw = rawOf({ price: ['$1,200', '$5', '$7'], day: ['03/12/2019', '13/12/2019', ''], ok: ['True', 'False', 'True'] })
    const { schema } = inferSchema(raw)
    expect(toRows(decode(raw, schema), schema)).toEqual([
      { price: 1200, day: '03/12/2019', ok: true },
      { price: 5, day: '13/12/2019', ok: false },
      { price: 7, day: null, ok: true },
    ])
  })

  test('a column named __proto__ is a column like the others', () => {
    const rows = [JSON.parse('{"__proto__": 1, "a": 2}'), JSON.parse('{"__proto__": 2, "a": 3}')] as object[]
    expect(JSON.stringify(roundTrip(rows))).toBe(JSON.stringify(rows))
  })

  test('any numbers come back', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), (numbers) => {
        expect(roundTrip(numbers.map((a) => ({ a })))).toEqual(numbers.map((a) => ({ a })))
      }),
    )
  })
})
