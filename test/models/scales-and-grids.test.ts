import { expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import type { CodeColumn } from '../../src/table/column.js'
import { known } from '../support/tables.js'

const models = ['sequential-trees', 'gaussian-copula', 'independent', 'kde'] as const
const fast = (model: string) => (model === 'sequential-trees' ? { fidelity: 'fast' } : {})

test('a column of many indicators has the range and the grid of each', async () => {
  const rng = createRng(1)
  const { table, schema } = known(
    Array.from({ length: 900 }, () => {
      const indicator = ['score', 'wage', 'share'][rng.integer(3)] as string
      const value = { score: 1 + rng.integer(70) / 10, wage: 9000 + rng.integer(60_000), share: rng.uniform() }[indicator]
      return { indicator, value }
    }),
  )
  expect(schema.columns[1]).toMatchObject({ scaleBy: 'indicator' })
  for (const model of models.filter((name) => name !== 'independent')) {
    const drawn = await sampleTable(await fitModel(table, schema, { model, options: fast(model) }), 600)
    const { levels, values } = drawn.column('indicator') as CodeColumn
    for (let row = 0; row < 600; row++) {
      const value = drawn.column('value').values[row] as number
      const indicator = levels[values[row] as number]
      if (indicator === 'score')
        expect(value >= 1 && value <= 8 && Math.abs(value * 10 - Math.round(value * 10)) < 1e-9, `${model} ${value}`).toBe(true)
      if (indicator === 'wage') expect(value >= 9000 && value <= 69_000 && Number.isInteger(value), `${model} ${value}`).toBe(true)
      if (indicator === 'share') expect(value >= 0 && value <= 1, `${model} ${value}`).toBe(true)
    }
  }
})

test('groups of like ranges, or columns that are mostly one value, have no scales of their own', () => {
  const rng = createRng(2)
  const { schema } = known(
    Array.from({ length: 800 }, () => ({
      group: 'abcd'[rng.integer(4)],
      height: 150 + rng.integer(500) / 10,
      losses: rng.uniform() < 0.9 ? 0 : rng.integer(9000),
    })),
  )
  expect(schema.columns.every((column) => !('scaleBy' in column) || column.scaleBy === undefined)).toBe(true)
})

test('a mixture of whole numbers, cents and full doubles keeps its shares; noise of arithmetic is no digit', async () => {
  const rng = createRng(5)
  const { table, schema } = known(
    Array.from({ length: 2000 }, () => {
      const [u, x] = [rng.uniform(), 50 + 5000 * rng.uniform()]
      return {
        pay: u < 0.3 ? Math.round(x) : u < 0.95 ? Math.round(100 * x) / 100 : x,
        sum: Math.round(1000 * rng.uniform()) / 10 + 0.1 + 0.2,
      }
    }),
  )
  expect(schema.columns[1]).toMatchObject({ kind: 'numeric', decimals: 1 })
  for (const model of models) {
    const { values } = (await sampleTable(await fitModel(table, schema, { model, options: fast(model) }), 2000)).column('pay')
    const whole = values.filter((x: number) => Number.isInteger(x)).length / 2000
    const full = values.filter((x: number) => Math.abs(100 * x - Math.round(100 * x)) > 1e-6).length / 2000
    // Binomial, five standard errors; one cent in a hundred is whole by chance.
    expect(Math.abs(whole - 0.3065), model).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 1000))
    expect(Math.abs(full - 0.05), model).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / 1000))
  }
})

test('a column on one grid has no mixture: of cents, a tenth are tenths by chance', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const rng = createRng(seed)
    const { schema } = known(Array.from({ length: 300 }, () => ({ a: Math.round(100_000 * rng.uniform()) / 100, b: rng.normal() })))
    expect(schema.columns.every((column) => column.kind !== 'numeric' || column.grids === undefined)).toBe(true)
  }
})
