import { describe, expect, test } from 'vitest'
import type { Column } from '../../src/table/column.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { conform } from '../../src/table/typing/conform.js'

const schema = parseSchema({
  columns: [
    { name: 'a', kind: 'categorical', levels: ['x', 'y'] },
    { name: 'b', kind: 'integer' },
  ],
})
const codes = (levels: string[], ...values: number[]): Column => ({
  name: 'a',
  kind: 'categorical',
  values: Int32Array.from(values),
  levels,
})
const numbers: Column = { name: 'b', kind: 'numeric', values: Float64Array.of(1, 2, 3) }
const extra: Column = { name: 'c', kind: 'numeric', values: Float64Array.of(1, 2, 3) }

describe('conform', () => {
  test('gives the columns of the schema, in its order and of its kinds', () => {
    const table = conform(new Table([extra, numbers, codes(['x', 'y'], 0, 1, -1)]), schema)
    expect(table.names).toEqual(['a', 'b'])
    expect(table.column('b').kind).toBe('integer')
  })

  test('recodes levels to those of the schema, and leaves unused ones out', () => {
    const table = conform(new Table([codes(['z', 'y', 'x'], 1, 2, -1), numbers]), schema)
    expect(table.column('a')).toMatchObject({ levels: ['x', 'y'], values: Int32Array.of(1, 0, -1) })
  })

  test('does with unseen levels what it is told', () => {
    const table = new Table([codes(['z', 'y', 'x'], 0, 1, 0), numbers])
    expect(() => conform(table, schema)).toThrow("a: holds levels that the schema doesn't have (got 'z')")
    expect(conform(table, schema, { unseen: 'missing' }).column('a')).toMatchObject({
      levels: ['x', 'y'],
      values: Int32Array.of(-1, 1, -1),
    })
    expect(conform(table, schema, { unseen: 'add' }).column('a')).toMatchObject({ levels: ['x', 'y', 'z'], values: Int32Array.of(2, 1, 2) })
  })

  test('refuses an absent column, and numbers in the place of levels', () => {
    expect(() => conform(new Table([numbers]), schema)).toThrow('a: no such column')
    expect(() => conform(new Table([{ ...numbers, name: 'a' }, numbers]), schema)).toThrow(
      'a: is categorical in the schema (got a numeric column)',
    )
  })
})
