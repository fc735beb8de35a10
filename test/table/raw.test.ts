import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { finishRawTable, plainNumberDecimals, type RawColumn, RawColumnBuilder, rawCell } from '../../src/table/raw.js'
import { rawOf } from './raw-of.js'

const cellsOf = (column: RawColumn): (string | null)[] => Array.from({ length: column.length }, (_, i) => rawCell(column, i))

describe('plainNumberDecimals', () => {
  test.each([
    ['0', 0],
    ['12', 0],
    ['-12', 0],
    ['1.50', 2],
    ['-0.5', 1],
    ['123456789012345', 0],
  ])('%o has %d digits after the point', (token, decimals) => {
    expect(plainNumberDecimals(token)).toBe(decimals)
  })

  test.each([
    '',
    '-',
    '.',
    '.5',
    '5.',
    '+5',
    '-0',
    '-0.0',
    '007',
    '00.5',
    '1e5',
    ' 1',
    '1 ',
    '1,5',
    '1.2.3',
    '1234567890123456',
    '١',
    '1-2',
  ])('%o is no number that can be written back to the letter', (token) => {
    expect(plainNumberDecimals(token)).toBe(-1)
  })

  test('toFixed writes every plain number back to the letter', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,9}(\.\d{1,8})?$/), (token) => {
        const decimals = plainNumberDecimals(token)
        if (decimals >= 0) expect(Number(token).toFixed(decimals)).toBe(token)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('RawColumnBuilder', () => {
  test('reads plain numbers as Number does, and keeps them over many blocks', () => {
    const tokens = Array.from({ length: 150_000 }, (_, i) => (((i * 7919) % 1e6) - 5e5) / 10 ** (i % 13)).map((value, i) =>
      i % 1000 === 0 ? 'unknown' : value.toFixed(i % 9).replace(/^-(?=0(\.0+)?$)/, ''),
    )
    const builder = new RawColumnBuilder('a')
    for (const token of tokens) builder.pushToken(token)
    const column = builder.finish()
    const wrong = tokens.filter((token, i) => !Object.is(column.numbers?.[i], Number(token)) || rawCell(column, i) !== token)
    expect([column.length, column.tokens, wrong]).toEqual([tokens.length, ['unknown'], []])
  })

  test('gives every cell back as it was written', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.integer().map(String),
      fc.double({ min: -9, max: 9 }).map((value) => value.toFixed(3)),
    )
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 50 }), (cells) => {
        expect(rawOf({ x: cells }).columns.flatMap(cellsOf)).toEqual(cells)
      }),
    )
  })

  test('gives them back where there are more than a dictionary holds, words and numbers mixed', () => {
    const cells = Array.from({ length: 9000 }, (_, i) => (i % 5 === 0 ? `w${i % 3000}` : i % 7 === 0 ? '' : (i / 100).toFixed(i % 3)))
    const [column] = rawOf({ x: cells }).columns as [RawColumn]
    expect(cellsOf(column)).toEqual(cells)
    expect(column.numbers).not.toBeNull()
    expect(column.tokens.filter((token) => plainNumberDecimals(token) >= 0)).toEqual([])
  })

  test('lists the tokens in order of first appearance', () => {
    expect(rawOf({ x: ['b', 'a', 'b', 'c'] }).columns[0]?.tokens).toEqual(['b', 'a', 'c'])
  })

  test('keeps numbers, nulls and tokens of a typed file apart', () => {
    const builder = new RawColumnBuilder('x', { type: 'decimal128(5, 2)' })
    builder.pushNumber(1.5, 2)
    builder.pushNull()
    builder.pushToken('12345678901234567890')
    expect(cellsOf(builder.finish())).toEqual(['1.50', null, '12345678901234567890'])
  })

  test('a typed number is written with the digits that it needs', () => {
    const builder = new RawColumnBuilder('x', { type: 'float64' })
    builder.pushNumber(0.1)
    builder.pushNumber(1e300)
    expect(cellsOf(builder.finish())).toEqual(['0.1', '1e+300'])
  })

  test('texts of digits keep their zeros, however many there are', () => {
    const cells = Array.from({ length: 5000 }, (_, i) => (i / 100).toFixed(2))
    const builder = new RawColumnBuilder('x', { type: 'utf8' })
    for (const cell of cells) builder.pushToken(cell)
    expect(cellsOf(builder.finish())).toEqual(cells)
  })
})

test('finishRawTable counts the rows of the first column', () => {
  expect(finishRawTable([]).rows).toBe(0)
  expect(rawOf({ a: ['1', '2'] }).rows).toBe(2)
})
