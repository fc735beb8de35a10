import { expect, it } from 'vitest'
import { jsonRows } from '../../src/io/json/writer.js'
import type { SchemaInput } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

const codes = (...values: number[]) => Int32Array.from(values)

it('numbers and booleans are written as such, texts as strings, missing cells as null', () => {
  const schema = parseSchema({
    columns: [
      { name: 'n', kind: 'integer', prefix: '$', missing: ['?'] },
      { name: 'x', kind: 'numeric', decimals: 1 },
      { name: 'y', kind: 'numeric', storage: 'utf8', decimals: 2, fixed: true },
      { name: 'a "b"', kind: 'categorical', levels: ['"', '1'] },
      { name: 'code', kind: 'categorical', levels: ['1', '2'], storage: 'int64' },
      { name: 'true', kind: 'boolean', levels: ['false', 'true'] },
      { name: 'bool', kind: 'boolean', levels: ['no', 'yes'], storage: 'bool' },
      { name: 'yes', kind: 'boolean', levels: ['no', 'yes'] },
      { name: 'one', kind: 'boolean', levels: ['0', '1'] },
      { name: 'day', kind: 'datetime', format: '%d/%m/%Y', unit: 'day' },
      { name: 'epoch', kind: 'datetime', format: 'epoch', unit: 's' },
    ],
  } satisfies SchemaInput)
  const nan = Number.NaN
  const table = new Table([
    { name: 'n', kind: 'integer', values: Float64Array.of(5, nan) },
    { name: 'x', kind: 'numeric', values: Float64Array.of(0.1 + 0.2, Number.POSITIVE_INFINITY) },
    { name: 'y', kind: 'numeric', values: Float64Array.of(1.5, nan) },
    { name: 'a "b"', kind: 'categorical', levels: ['"', '1'], values: codes(0, 1) },
    { name: 'code', kind: 'categorical', levels: ['1', '2'], values: codes(1, -1) },
    { name: 'true', kind: 'boolean', levels: ['false', 'true'], values: codes(1, 0) },
    { name: 'bool', kind: 'boolean', levels: ['no', 'yes'], values: codes(1, 0) },
    { name: 'yes', kind: 'boolean', levels: ['no', 'yes'], values: codes(1, -1) },
    { name: 'one', kind: 'boolean', levels: ['0', '1'], values: codes(1, 0) },
    { name: 'day', kind: 'datetime', values: Float64Array.of(0, nan) },
    { name: 'epoch', kind: 'datetime', values: Float64Array.of(60, nan) },
  ])
  expect(JSON.parse(`[${jsonRows(table, schema, ',')}]`)).toEqual([
    { n: 5, x: 0.3, y: '1.50', 'a "b"': '"', code: 2, true: true, bool: true, yes: 'yes', one: 1, day: '01/01/1970', epoch: 60 },
    { n: null, x: null, y: null, 'a "b"': '1', code: null, true: false, bool: false, yes: null, one: 0, day: null, epoch: null },
  ])
})
