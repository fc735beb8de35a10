import { expect, test } from 'vitest'
import { describedModel } from '../../../src/models/description/described-model.js'
import { withLaws } from '../../../src/models/description/fit-laws.js'
import { toRows } from '../../../src/table/rows.js'
import type { SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'
import { errors, rowsOf } from './support.js'

const rows = 4000

const truth: SchemaInput = {
  columns: [
    { name: 'normal', kind: 'numeric', decimals: 2, law: 'normal(40, 12)' },
    { name: 'lognormal', kind: 'numeric', decimals: 3, law: 'lognormal(1, 0.9)' },
    { name: 'uniform', kind: 'numeric', decimals: 3, law: 'uniform(2, 9)' },
    { name: 'beta', kind: 'numeric', decimals: 4, law: 'beta(2, 5)' },
    { name: 'poisson', kind: 'integer', law: 'poisson(3)' },
    { name: 'zipf', kind: 'integer', law: 'zipf(1.3, 40)' },
    { name: 'level', kind: 'categorical', levels: ['a', 'b'], shares: { a: 0.7, b: 0.3 }, missingRate: 0.2 },
  ],
  correlations: [{ between: ['normal', 'lognormal'], value: 0.5 }],
}

test('the laws that rows were drawn from are found again, and describe rows', async () => {
  const table = await rowsOf(truth, rows)
  const bare = parseSchema({
    columns: truth.columns.map(({ law, shares, missingRate, ...column }) => column) as SchemaInput['columns'],
  })
  const { schema } = withLaws(bare, table)
  for (const { name, law } of schema.columns.slice(0, 6)) expect(law).toMatch(new RegExp(`^${name}\\(`))
  const [mean, deviation] = (schema.columns[0]?.law?.match(/[\d.]+/g) ?? []).map(Number) as [number, number]
  expect(Math.abs(mean - 40)).toBeLessThan((errors * 12) / Math.sqrt(rows))
  expect(Math.abs(deviation - 12)).toBeLessThan((errors * 12) / Math.sqrt(2 * rows))
  const level = schema.columns[6]
  expect(Math.abs((level?.missingRate ?? 0) - 0.2)).toBeLessThan(errors * Math.sqrt(0.16 / rows))
  expect(Math.abs((level?.shares?.a ?? 0) - 0.7)).toBeLessThan(errors * Math.sqrt(0.21 / (0.8 * rows)))
  expect(schema.correlations?.map(({ between }) => between)).toEqual([['normal', 'lognormal']])
  expect(() => describedModel(parseSchema(JSON.parse(JSON.stringify(schema))))).not.toThrow()
})

test.each([0, 3])('of columns without any value it is said that they have none: %d rows', async (count) => {
  const schema = parseSchema({
    columns: [
      { name: 'level', kind: 'categorical', levels: [], nullable: count > 0 },
      { name: 'number', kind: 'integer', nullable: count > 0 },
      { name: 'time', kind: 'datetime', unit: 'day', format: '%Y-%m-%d', nullable: count > 0 },
      { name: 'same', kind: 'integer' },
    ],
  })
  const none = new Float64Array(count).fill(Number.NaN)
  const table = new Table(
    [
      { name: 'level', kind: 'categorical', levels: [], values: new Int32Array(count).fill(-1) },
      { name: 'number', kind: 'integer', values: none },
      { name: 'time', kind: 'datetime', values: none },
      { name: 'same', kind: 'integer', values: new Float64Array(count).fill(7) },
    ],
    count,
  )
  const { schema: found } = withLaws(schema, table)
  const drawn = toRows(await rowsOf(found, 2), found)
  expect(drawn).toEqual([0, 1].map(() => ({ level: null, number: null, time: null, same: count === 0 ? null : 7 })))
})
