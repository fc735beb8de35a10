import { expect, test } from 'vitest'
import { countExactCopies } from '../../../src/pipeline/holdout/exact-copies.js'
import type { Schema } from '../../../src/table/schema.js'
import type { Table } from '../../../src/table/table.js'
import { known } from '../../support/tables.js'

const rows = Array.from({ length: 40 }, (_, i) => ({ id: `k${i}`, a: i % 20, note: `note number ${i} of a long story` }))
const { table, schema } = known(rows)
const columns = schema.columns.map((column) =>
  column.name === 'id' ? { ...column, role: 'key' } : column.name === 'note' ? { ...column, kind: 'text', policy: 'generate' } : column,
)
const withRoles = { ...schema, columns } as unknown as Schema
const part = (from: number, to: number): Table => table.slice(from, to)

test('equal rows are counted without keys and texts, with texts, and with keys', () => {
  // The second half has the numbers of the first, but other texts and keys.
  const found = countExactCopies([{ training: part(0, 20), holdout: part(20, 40), synthetic: part(10, 30) }], withRoles)
  expect(found.learned).toEqual({ training: 1, holdout: 1 })
  expect(found.withTexts).toEqual({ training: 0.5, holdout: 0.5 })
  expect(found.withKeys).toEqual({ training: 0.5, holdout: 0.5 })
})

test('what is not there is not counted, and without a holdout it is null', () => {
  const numbers = { ...schema, columns: schema.columns.filter(({ name }) => name === 'a') }
  const found = countExactCopies([{ training: part(0, 5), holdout: null, synthetic: part(0, 10) }], numbers)
  expect(found).toEqual({ learned: { training: 0.5, holdout: null }, withTexts: null, withKeys: null })
})
