import { describe, expect, test } from 'vitest'
import { bootstrap } from '../../src/models/bootstrap.js'
import { tableSource } from '../../src/models/shell/fit.js'
import { createRng } from '../../src/random/rng.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

const schema = parseSchema({
  columns: [
    { name: 'n', kind: 'integer' },
    { name: 'job', kind: 'categorical', levels: ['a', 'b'] },
  ],
})
const table = new Table([
  { name: 'n', kind: 'integer', values: Float64Array.of(1, 2, 3, 4) },
  { name: 'job', kind: 'categorical', levels: ['a', 'b'], values: Int32Array.of(0, 1, 1, -1) },
])

describe('bootstrap', () => {
  test('every row is a whole real row, and each comes equally often', async () => {
    const state = await bootstrap.fit(tableSource(table, schema), schema, {}, { rng: createRng(1) })
    const made = bootstrap.sampleBlock(state, schema, 40_000, createRng(5))
    const job = made.column('job').values
    const counts = [0, 0, 0, 0]
    made.column('n').values.forEach((n, row) => {
      expect(job[row]).toBe([0, 1, 1, -1][n - 1])
      counts[n - 1] = (counts[n - 1] as number) + 1
    })
    // The 1 - 1e-6 quantile of chi-square with 3 degrees of freedom.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(30.7)
  })

  test('its state does not hold on to the memory of a larger table', async () => {
    const state = await bootstrap.fit(tableSource(table.slice(1, 3), schema), schema, {}, { rng: createRng(1) })
    expect(state.columns[0]?.buffer.byteLength).toBe(16)
    expect(bootstrap.describe?.(state, schema).reveals).toContain('copy of a real one')
  })
})
