import { describe, expect, test } from 'vitest'
import { independent } from '../../src/models/independent.js'
import { tableSource } from '../../src/models/shell/fit.js'
import { createRng } from '../../src/random/rng.js'
import { pearson } from '../../src/stats/association/pearson.js'
import { cut, latentTable, type Maker, triangle } from './copula-support.js'

const makers: Maker[] = [
  { schema: { name: 'x', kind: 'numeric' }, make: (z) => z },
  { schema: { name: 'y', kind: 'integer' }, make: (z) => (z > 1 ? null : Math.round(5 * z) + 0) },
  { schema: { name: 'job', kind: 'categorical', levels: ['a', 'b', 'c'] }, make: (z) => 'abc'[cut(z, [0.2, 0.7])] as string },
]
const rows = 20_000
const { table, schema } = latentTable(
  makers,
  triangle([
    [1, 0.9, 0.8],
    [0.9, 1, 0.7],
    [0.8, 0.7, 1],
  ]),
  rows,
  createRng(12),
)
const state = await independent.fit(tableSource(table, schema), schema, { knots: 1000 }, { rng: createRng(1) })
const made = independent.sampleBlock(state, schema, rows, createRng(2))

describe('independent', () => {
  test('forgets every dependence', () => {
    const [x, y] = [made.column('x').values as Float64Array, made.column('y').values as Float64Array]
    // There is something to forget: .9 between the normals behind them, a little less for what is rounded.
    expect(pearson(table.column('x').values as Float64Array, table.column('y').values as Float64Array)).toBeGreaterThan(0.8)
    expect(Math.abs(pearson(x, y))).toBeLessThan(4.9 / Math.sqrt(0.8 * rows))
  })

  test('keeps shares of levels and of missing values', () => {
    for (const [name, value] of [
      ['job', 0],
      ['job', 2],
      ['y', Number.NaN],
      ['y', 0],
    ] as const) {
      const [real, synthetic] = [table, made].map(
        (side) => side.column(name).values.filter((cell: number) => Object.is(cell, value)).length / rows,
      )
      const share = real as number
      expect(Math.abs((synthetic as number) - share)).toBeLessThan(4.9 * Math.sqrt((2 * share * (1 - share)) / rows))
    }
  })

  test('describes each column', () => {
    const lines = Object.fromEntries(independent.describe?.(state, schema).parameters ?? [])
    expect(lines.job).toBe('3 levels')
    expect(lines.y).toMatch(/^-\d+ to 5, \d+ repeated values with .* % missing$/)
  })
})
