import { describe, expect, test } from 'vitest'
import { inferSchema } from '../../src/table/inference/infer.js'
import { RawColumnBuilder, type RawTable } from '../../src/table/raw.js'
import type { Schema, SchemaInput } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { decode, decodeWith } from '../../src/table/typing/decode.js'
import { cycled, rawOf } from './raw-of.js'

const schemaOf = (...columns: SchemaInput['columns']): Schema => parseSchema({ columns })
const values = (raw: RawTable, schema: Schema, name = 'x'): number[] => Array.from(decode(raw, schema).column(name).values)

function typed(type: string, ...cells: (number | string | null)[]): RawTable {
  const builder = new RawColumnBuilder('x', { type })
  for (const cell of cells)
    cell === null ? builder.pushNull() : typeof cell === 'number' ? builder.pushNumber(cell) : builder.pushToken(cell)
  return { rows: cells.length, columns: [builder.finish()] }
}

describe('decode', () => {
  test('gives numbers, with missing tokens and blank cells as NaN', () => {
    const schema = schemaOf({ name: 'x', kind: 'numeric', missing: ['?'] })
    expect(values(rawOf({ x: ['1.5', '?', '', ' ', '-2'] }), schema)).toEqual([1.5, Number.NaN, Number.NaN, Number.NaN, -2])
  })

  test('gives codes into the levels of the schema, in its order', () => {
    const schema = schemaOf({ name: 'x', kind: 'categorical', levels: ['b', 'a', 'c'] })
    expect(values(rawOf({ x: ['a', 'b', '', 'a'] }), schema)).toEqual([1, 0, -1, 1])
    expect(decode(rawOf({ x: ['a'] }), schema).column('x')).toMatchObject({ levels: ['b', 'a', 'c'] })
  })

  test('an empty cell is a level where the schema says so', () => {
    expect(values(rawOf({ x: ['a', ''] }), schemaOf({ name: 'x', kind: 'categorical', levels: ['', 'a'] }))).toEqual([1, 0])
  })

  test('numbers named in "missing" are missing, also beyond what a dictionary holds', () => {
    const cells = Array.from({ length: 5000 }, (_, i) => (i % 10 === 0 ? '999' : String(i + 1000)))
    for (const kind of ['integer', 'numeric'] as const) {
      const found = values(rawOf({ x: cells }), schemaOf({ name: 'x', kind, missing: ['999'] }))
      expect(found.filter(Number.isNaN)).toHaveLength(500)
      expect(found[1]).toBe(1001)
    }
  })

  test('a column of numbers can be declared to be of levels', () => {
    const cells = Array.from({ length: 5000 }, (_, i) => String(i % 2500))
    const levels = Array.from({ length: 2500 }, (_, i) => String(i))
    expect(values(rawOf({ x: cells }), schemaOf({ name: 'x', kind: 'categorical', levels }))[2600]).toBe(100)
  })

  test('keys and texts have the levels that the data hold', () => {
    const raw = rawOf({ x: ['k2', 'k1', '', 'k2'] })
    for (const column of [
      { name: 'x', kind: 'id', pattern: 'k{n:1}' },
      { name: 'x', kind: 'text' },
    ] as const) {
      expect(decode(raw, schemaOf(column)).column('x')).toMatchObject({ levels: ['k2', 'k1'], values: Int32Array.of(0, 1, -1, 0) })
    }
  })

  test('times of a typed file count in the unit of the schema', () => {
    const day = schemaOf({ name: 'x', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' })
    expect(values(typed('timestamp[us, UTC]', 86_400_000_000, null), day)).toEqual([1, Number.NaN])
    expect(values(typed('date32', 7), day)).toEqual([7])
    expect(values(typed('timestamp[us]', 86_400_000_001, -1), day)).toEqual([1, -1])
    const ms = schemaOf({ name: 'x', kind: 'datetime', format: '%Y', unit: 'ms' })
    expect(values(typed('timestamp[s]', 7), ms)).toEqual([7000])
  })

  test('digits that are times are read by their format', () => {
    const schema = schemaOf({ name: 'x', kind: 'datetime', format: '%Y%m%d', unit: 'day' })
    expect(values(typed('int64', 19_700_102), schema)).toEqual([1])
    expect(values(rawOf({ x: ['19700103'] }), schema)).toEqual([2])
  })

  test('yes and no of a typed file meet the words of a text file', () => {
    const words = schemaOf({ name: 'x', kind: 'boolean', levels: ['no', 'yes'] })
    expect(values(typed('bool', 'true', 'false', null), words)).toEqual([1, 0, -1])
    const zeroOne = schemaOf({ name: 'x', kind: 'boolean', levels: ['0.0', '1.0'] })
    expect(values(typed('float64', 1, 0), zeroOne)).toEqual([1, 0])
    expect(values(typed('bool', 'true', 'false'), zeroOne)).toEqual([1, 0])
  })

  test('what a schema was inferred from is always decoded', () => {
    const raw = rawOf({ a: cycled(['1', '2.5', 'NA'], 30), b: cycled(['x', ''], 30), c: cycled(['2019-01-02', '-'], 30) })
    expect(decode(raw, inferSchema(raw).schema).rows).toBe(30)
  })

  test('every contradiction is listed, with counts, cells and first rows', () => {
    const schema = schemaOf(
      { name: 'n', kind: 'integer', nullable: false },
      { name: 'c', kind: 'categorical', levels: ['a'] },
      { name: 't', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
      { name: 'gone', kind: 'numeric' },
    )
    const raw = rawOf({ n: ['1', '2.5', ''], c: ['a', 'b', 'b'], t: ['2019-01-02', '01/02/2019', ''], extra: ['', '', ''] })
    expect(() => decode(raw, schema)).toThrow(
      [
        'data: 6 problems',
        '  extra: is in the data but not in the schema; add it to the schema, or leave it out (omit)',
        `  n: holds cells that are no whole numbers (got '2.5' in row 2); name them in "missing" if they mean that there is none, or declare the column numeric`,
        `  n: has missing cells although it is not nullable (row 3); set "nullable" to true or fill them in`,
        `  c: holds levels that the schema doesn't have (got 'b' in 2 rows: 2, 3); add them to "levels", or name them in "missing" if they mean that there is none`,
        `  t: holds cells that are no times of the format %Y-%m-%d (got '01/02/2019' in row 2); name them in "missing" if they mean that there is none, or change the format`,
        '  gone: is in the schema but not in the data; take it out of the schema or add it',
      ].join('\n'),
    )
  })

  test('a negative number is no fault', () => {
    expect(values(rawOf({ x: ['-1', '-2', '-3'] }), schemaOf({ name: 'x', kind: 'integer', nullable: false }))).toEqual([-1, -2, -3])
  })
})

describe('decodeWith unseenLevels: add', () => {
  const judge = (raw: RawTable, schema: Schema) => decodeWith(raw, schema, { unseenLevels: 'add' }).column('x')

  test('puts unseen levels after the known ones', () => {
    const column = judge(rawOf({ x: ['z', 'a', 'y', 'z'] }), schemaOf({ name: 'x', kind: 'categorical', levels: ['a', 'b'] }))
    expect(column).toMatchObject({ levels: ['a', 'b', 'z', 'y'], values: Int32Array.of(2, 0, 3, 2) })
  })

  test('takes gaps, usual words for missing and fractions as they are', () => {
    const schema = schemaOf({ name: 'x', kind: 'integer', nullable: false })
    expect(Array.from(judge(rawOf({ x: ['1', '2.5', 'NaN', ''] }), schema).values)).toEqual([1, 2.5, Number.NaN, Number.NaN])
  })

  test('a level that looks like a word for missing stays a level', () => {
    const schema = schemaOf({ name: 'x', kind: 'categorical', levels: ['NA', 'NL'] })
    expect(Array.from(judge(rawOf({ x: ['NA', 'NL', '?'] }), schema).values)).toEqual([0, 1, -1])
  })

  test('still refuses what is no number', () => {
    expect(() => judge(rawOf({ x: ['1', 'many'] }), schemaOf({ name: 'x', kind: 'integer' }))).toThrow("got 'many' in row 2")
  })
})
