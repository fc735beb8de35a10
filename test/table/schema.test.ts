import { describe, expect, test } from 'vitest'
import { type ColumnSchema, isModelled, levelsOf, schemaColumn } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'

describe('parseSchema', () => {
  test('fills in what has a default', () => {
    const { columns, dependencies, version } = parseSchema({
      columns: [
        { name: 'a', kind: 'numeric' },
        { name: 'b', kind: 'datetime', format: '%Y', unit: 'day' },
        { name: 'c', kind: 'text' },
      ],
    })
    expect(columns).toMatchObject([
      { role: 'feature', nullable: true, missing: [], decimals: null, fixed: false, leastDecimals: 0, point: '.' },
      { step: 1, offset: null, min: null },
      { policy: 'words', words: [1, 1, 1] },
    ])
    expect([dependencies, version]).toEqual([[], 1])
  })

  test('is the identity on a schema that it parsed, also by way of JSON', () => {
    const schema = parseSchema({ columns: [{ name: 'a', kind: 'integer' }], dialect: { delimiter: ';' } })
    expect(parseSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema)
  })

  test.each([
    ['an unknown kind', { columns: [{ name: 'a', kind: 'number' }] }, 'columns.0.kind'],
    ['an unknown property', { columns: [{ name: 'a', kind: 'numeric', decimal: 2 }] }, 'decimal'],
    [
      'two columns of one name',
      {
        columns: [
          { name: 'a', kind: 'numeric' },
          { name: 'a', kind: 'integer' },
        ],
      },
      'two columns are named a',
    ],
    [
      'a dependency on nothing',
      { columns: [{ name: 'a', kind: 'numeric' }], dependencies: [{ from: 'b', to: 'a' }] },
      'b, which is no column',
    ],
    ['another version', { version: 2, columns: [] }, 'version'],
    ['no schema at all', 'a', 'schema'],
  ])('refuses %s and says where', (_what, value, message) => {
    expect(() => parseSchema(value, 'people.json')).toThrow(message)
    expect(() => parseSchema(value, 'people.json')).toThrow('people.json')
  })

  test('lists every problem at once', () => {
    const columns = [
      { name: 'a', kind: 'x' },
      { name: 'b', kind: 'y' },
    ]
    expect(() => parseSchema({ columns })).toThrow(/2 problems[\s\S]*columns\.0[\s\S]*columns\.1/)
  })
})

const schema = parseSchema({
  columns: [
    { name: 'id', kind: 'id', pattern: '{n:1}' },
    { name: 'key', kind: 'integer', role: 'key' },
    { name: 'word', kind: 'categorical', levels: ['a'] },
    { name: 'note', kind: 'text' },
    { name: 'copied', kind: 'text', policy: 'copy', levels: ['b'] },
    { name: 'x', kind: 'numeric' },
  ],
})

test('schemaColumn finds a column or says which there are', () => {
  expect(schemaColumn(schema, 'x').kind).toBe('numeric')
  expect(() => schemaColumn(schema, 'y')).toThrow('y: no such column; the schema has id, key, word')
})

test('levelsOf gives the levels of words, and none of numbers and keys', () => {
  expect(schema.columns.map(levelsOf)).toEqual([[], [], ['a'], [], ['b'], []])
})

test('isModelled leaves out keys and texts that are made anew', () => {
  expect(schema.columns.filter(isModelled).map((column: ColumnSchema) => column.name)).toEqual(['word', 'copied', 'x'])
})
