import { expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng } from '../../../src/random/rng.js'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { toRows } from '../../../src/table/rows.js'
import { decode } from '../../../src/table/typing/decode.js'
import { rawOf } from '../raw-of.js'

const rng = createRng(5, 9)
const sizes = Array.from({ length: 300 }, () => {
  const bytes = 10 ** (3 + 6 * rng.uniform())
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(0)} KB`
})
const raw = rawOf({ size: sizes })
const { schema } = inferSchema(raw)
const table = decode(raw, schema)

test('numbers are read with the digits of their unit, and written so to the letter', () => {
  expect(schema.columns.map(({ name }) => name)).toEqual(['size', 'size_form'])
  expect(schema.columns[0]).toMatchObject({ kind: 'numeric', scaleBy: 'size_form' })
  expect(toRows(table, schema).map(({ size }) => size)).toEqual(sizes)
})

test('numbers that are drawn have the digits and the range of their unit', async () => {
  const model = await fitModel(table, schema, { model: 'independent' })
  const drawn = toRows(await sampleTable(model, 200), schema).map(({ size }) => String(size))
  for (const size of drawn) expect(size).toMatch(/^\d{1,3}\.\d MB$|^\d{1,4} KB$/)
})
