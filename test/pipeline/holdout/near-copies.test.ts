import { expect, test } from 'vitest'
import { findNearCopies } from '../../../src/pipeline/holdout/near-copies.js'
import { createRng } from '../../../src/random/rng.js'
import type { Schema } from '../../../src/table/schema.js'
import type { Table } from '../../../src/table/table.js'
import { known } from '../../support/tables.js'

const size = 300
const rng = createRng(3)
const { table, schema } = known(Array.from({ length: 3 * size }, () => ({ a: rng.normal(), b: rng.normal(), c: rng.integer(1000) })))
const part = (i: number): Table => table.slice(i * size, (i + 1) * size)
const rowsOf = (i: number): Int32Array => Int32Array.from({ length: size }, (_, row) => i * size + row)
const split = (synthetic: Table) => ({ training: part(0), holdout: part(1), synthetic, trainingRows: rowsOf(0), holdoutRows: rowsOf(1) })

test('finds copies of training rows, over several divisions, and none in rows of others', () => {
  const copied = findNearCopies([split(part(0)), split(part(0))], schema as Schema, 1)
  expect(copied.any).toMatchObject({ training: 1 })
  expect(copied.any?.p).toBeLessThan(1e-6)
  expect(copied.rare?.p).toBeLessThan(1e-3)
  const fresh = findNearCopies([split(part(2))], schema as Schema, 1)
  expect(fresh.any?.p).toBeGreaterThan(0.001)
  expect(copied.members).toMatchObject({ learned: 1 })
  expect(copied.members?.p).toBeLessThan(1e-6)
  expect(fresh.members?.p).toBeGreaterThan(0.001)
  expect(JSON.parse(JSON.stringify(fresh))).toEqual(fresh)
})
