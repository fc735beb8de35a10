import { describe, expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { prepareSampler } from '../../src/pipeline/jobs/sampler.js'
import { known, people } from '../support/tables.js'

const where = 'size == "large" and job == "nurse"'

describe('conditionOn', () => {
  const { table, schema } = people(1500)

  test('trees draw these columns first, so that conditions on them are exact, and say what their rows are worth where they are not', async () => {
    const plain = await fitModel(table, schema, { model: 'sequential-trees', options: { order: 'age' } })
    const { note } = await prepareSampler(plain, { where })
    expect(note).toMatch(
      /^conditioned approximately, 1,000 rows being worth about \d+ independent ones; the model expects it of \d+ % of the rows$/,
    )
    const model = await fitModel(table, schema, {
      model: 'sequential-trees',
      options: { order: 'age' },
      conditionOn: ['size', 'job'],
    })
    expect(model.options).toMatchObject({ order: ['size', 'job', 'age'] })
    expect((await prepareSampler(model, { where })).note).toMatch(/^conditioned exactly;/)
    const rows = await sampleTable(model, 400, { where })
    expect(rows.rows).toBe(400)
    expect(new Set(rows.column('size').values).size).toBe(1)
  })

  test('a column that follows from another one is conditioned on by that', async () => {
    const town = known(Array.from({ length: 600 }, (_, i) => ({ age: i % 7, city: `c${i % 12}`, country: `k${(i % 12) % 4}` })))
    const model = await fitModel(town.table, town.schema, { model: 'sequential-trees', conditionOn: ['country'] })
    expect(model.options).toMatchObject({ order: ['city'] })
    expect((await prepareSampler(model, { where: 'country == "k1"' })).note).toMatch(/^conditioned exactly;/)
  })

  test.each(['bayesian-network', 'gaussian-copula', 'kde'])('%s is exact as it is', async (name) => {
    const plain = await fitModel(table, schema, { model: name })
    const model = await fitModel(table, schema, { model: name, conditionOn: ['size', 'job'] })
    expect(model.options).toEqual(plain.options)
    expect((await prepareSampler(model, { where })).note).toMatch(/^conditioned exactly;/)
  })

  test('models that can not be conditioned, and columns without conditions, are told apart from typing errors', async () => {
    await expect(fitModel(table, schema, { model: 'bootstrap', conditionOn: ['job'] })).rejects.toThrow(
      /^conditionOn: bootstrap can't be conditioned: .* fit one of sequential-trees, /,
    )
    await expect(fitModel(table, schema, { conditionOn: ['jobs'] })).rejects.toThrow(
      /^conditionOn: no condition can be set on jobs; choose from age, job/,
    )
    await expect(fitModel(table, schema, { conditionOn: ['id'] })).rejects.toThrow(/no condition can be set on id/)
  })
})
