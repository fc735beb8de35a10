import { describe, expect, it } from 'vitest'
import { previewOf } from '../../../src/evaluate/summary/preview.js'
import { concatTables } from '../../../src/table/table.js'
import { population, schema } from '../tables.js'

describe('previewOf', () => {
  const [training, holdout, fresh] = [population(50, 1), population(50, 2), population(50, 3)]

  it('shows the first synthetic rows that equal no real one, without keys, and says how many it passed over', () => {
    const { columns, rows, passed } = previewOf(
      concatTables([training.slice(0, 5), holdout.slice(0, 2), fresh]),
      [training, holdout],
      schema,
    )
    expect(columns).toEqual(['height', 'weight', 'visits', 'size', 'rating'])
    expect(passed).toBe(7)
    expect(rows.map((row) => Number(row[0]))).toEqual([...(fresh.column('height').values as Float64Array).slice(0, 8)])
    for (const row of rows) expect(['large', 'medium', 'rare', 'small']).toContain(row[3])
  })

  it('shows no row of a copy', () => {
    expect(previewOf(training, [training], schema)).toMatchObject({ rows: [], passed: 50 })
  })
})
