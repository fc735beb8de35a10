import { expect, test } from 'vitest'
import { baselineRows } from '../../../src/benchmark/plan/baselines.js'
import type { Column } from '../../../src/table/column.js'
import type { Table } from '../../../src/table/table.js'
import { people } from '../../support/tables.js'

const { table, schema } = people(400)
/** Ascending, what is missing last. */
const sorted = ({ values }: Column): number[] => Array.from(Float64Array.from(values).sort())
const rowsOf = (rows: Table): string[] =>
  Array.from({ length: rows.rows }, (_, row) => JSON.stringify(rows.columns.map(({ values }) => String(values[row]))))

test('self is the training rows', () => {
  expect(baselineRows('(self)', table, schema, 1)).toEqual({ training: table, synthetic: table })
})

test('half deals the training rows into two halves, other ones with another seed', () => {
  const { training, synthetic } = baselineRows('(half)', table, schema, 1)
  expect([training.rows, synthetic.rows]).toEqual([200, 200])
  expect([...rowsOf(training), ...rowsOf(synthetic)].sort()).toEqual(rowsOf(table).sort())
  expect(rowsOf(baselineRows('(half)', table, schema, 2).synthetic)).not.toEqual(rowsOf(synthetic))
  expect(rowsOf(baselineRows('(half)', table, schema, 1).synthetic)).toEqual(rowsOf(synthetic))
})

test('permuted keeps every column and breaks up the rows', () => {
  const { synthetic } = baselineRows('(permuted)', table, schema, 1)
  for (const column of table.columns) expect(sorted(synthetic.column(column.name))).toEqual(sorted(column))
  const whole = new Set(rowsOf(table))
  expect(rowsOf(synthetic).filter((row) => whole.has(row)).length).toBeLessThan(40)
})

test('uniform stays within levels and ranges, and has values missing only where the column has', () => {
  const { synthetic } = baselineRows('(uniform)', table, schema, 1)
  for (const column of table.columns) {
    const made = synthetic.column(column.name)
    const [real, drawn] = [column, made].map((one) => sorted(one).filter((value) => !Number.isNaN(value)))
    expect(drawn?.[0]).toBeGreaterThanOrEqual(real?.[0] as number)
    expect(drawn?.at(-1)).toBeLessThanOrEqual(real?.at(-1) as number)
    expect({ ...made, values: null }).toEqual({ ...column, values: null })
  }
})
