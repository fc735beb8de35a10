import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJson, readNdjson } from '../../src/io/json/json.js'
import { headSize, headThenPieces, rowsOf, utf8 } from './support.js'

async function read(text: string, pieceSize = 1 << 20, reader = readJson) {
  const { raw, facts } = await reader(headThenPieces(utf8(text), pieceSize), { where: 'people.json' })
  return {
    names: raw.columns.map(({ name }) => name),
    types: raw.columns.map((column) => column.declared?.type),
    rows: rowsOf(raw),
    facts,
    raw,
  }
}

describe('readJson', () => {
  it('knows the types of the columns; an absent name and null are nothing', async () => {
    const { names, types, rows } = await read('[{"a": 1, "b": 0.1, "c": true}, {"a": null, "d": "1"}, {"b": 2, "e": null}]')
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(types).toEqual(['int64', 'float64', 'bool', 'utf8', 'null'])
    expect(rows).toEqual([
      ['1', '0.1', 'true', null, null],
      [null, null, null, '1', null],
      [null, '2', null, null, null],
    ])
  })

  it('makes texts of mixed and of nested values', async () => {
    const { types, rows } = await read('[{"a": 1, "b": [1, {"x": 9007199254740993}]}, {"a": "x", "b": {}}, {"a": true}]')
    expect(types).toEqual(['mixed', 'json'])
    expect(rows).toEqual([
      ['1', '[1,{"x":9007199254740993}]'],
      ['x', '{}'],
      ['true', null],
    ])
  })

  it('reads the only list of objects in an object, as servers answer', async () => {
    for (const text of [
      '{"data": [{"a": 1}, {"a": 2}]}',
      '{"meta": {"next": null, "n": 2}, "result": {"total": 2, "items": [{"a": 1}, {"a": 2}]}}',
    ]) {
      const { names, rows } = await read(text)
      expect(names).toEqual(['a'])
      expect(rows).toEqual([['1'], ['2']])
    }
    expect((await read('{"a": [{"x": 1}, {"x": 2}], "b": [3, 4]}')).names).toEqual(['a.x', 'b'])
  })

  it('rounds no whole number', async () => {
    const { types, rows } = await read('[{"a": 9007199254740993}, {"a": -12345678901234567890}, {"a": 5}, {"a": 1.5e20}]')
    expect(types).toEqual(['int64'])
    expect(rows).toEqual([['9007199254740993'], ['-12345678901234567890'], ['5'], ['150000000000000000000']])
    expect((await read('[{"a": "9007199254740993"}]')).types).toEqual(['utf8'])
  })

  it('reads columns, also as pandas writes them', async () => {
    for (const text of [
      '{"a": [1, 2], "b": ["x", null]}',
      '{"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, null]]}',
      '{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": null}}',
    ]) {
      const { names, rows } = await read(text)
      expect(names).toEqual(['a', 'b'])
      expect(rows).toEqual([
        ['1', 'x'],
        ['2', null],
      ])
    }
  })

  it('reads lines of objects under the wrong name and says so', async () => {
    const { rows, facts } = await read('{"a": 1}\n{"a": 2}\n')
    expect([rows, facts.format]).toEqual([[['1'], ['2']], 'ndjson'])
    expect(facts.notes).toEqual(['read as NDJSON: every line is an object of its own'])
  })

  it('reads no rows', async () => {
    expect((await read('[]')).raw).toEqual({ rows: 0, columns: [] })
    expect((await read('[{}, {}]')).raw).toEqual({ rows: 2, columns: [] })
  })

  it('gives the same table however its bytes are cut', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('"', '\\', '\\"', '],[', '},{'),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string()),
    )
    const rows = fc.array(fc.dictionary(fc.constantFrom('a', 'b"', 'c\\', '[', '{'), value, { minKeys: 1, noNullPrototype: true }), {
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 30 }), fc.constantFrom(undefined, 1), async (some, size, indent) => {
        const records = [{ filler: 'f'.repeat(headSize) }, ...some]
        const whole = await read(JSON.stringify(records))
        expect(whole.raw.rows).toBe(records.length)
        expect((await read(JSON.stringify(records, null, indent), size)).raw).toEqual(whole.raw)
        const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('\n')
        expect((await read(lines, size, readNdjson)).raw).toEqual(whole.raw)
      }),
      { numRuns: 100 },
    )
  })
})
