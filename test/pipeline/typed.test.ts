import { expect, expectTypeOf, test } from 'vitest'
import { OptionError } from '../../src/errors.js'
import { models, privateModels } from '../../src/models/index.js'
import type { ModelName } from '../../src/models/model-options.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { fit, type ModelOf, sample } from '../../src/pipeline/library.js'

interface Person {
  readonly age: number
  readonly job: 'cook' | 'clerk'
  readonly weight?: number
}

const people: Person[] = Array.from({ length: 40 }, (_, i) => ({
  age: 20 + i,
  job: i % 3 === 0 ? 'cook' : 'clerk',
  ...(i % 5 > 0 && { weight: 60 + i }),
}))

test('rows of a model have the type of the rows it learned', async () => {
  const model = await fit<Person>(people, { model: 'independent' })
  const rows = await sample(model, 10, { as: 'rows' })
  expectTypeOf(rows).toEqualTypeOf<{ readonly age: number; readonly job: 'cook' | 'clerk'; readonly weight: number | null }[]>()
  for (const { age, job, weight } of rows)
    expect([typeof age, ['cook', 'clerk'].includes(job), weight !== undefined]).toEqual(['number', true, true])
  const untyped = (any: FittedModel) => sample(any, 1, { as: 'rows' })
  expectTypeOf(untyped).returns.resolves.toEqualTypeOf<Record<string, unknown>[]>()
  expectTypeOf<ModelOf<Person>>().toExtend<FittedModel>()
})

test('options are those of the model that is named', async () => {
  await expect(fit(people, { model: 'independent', seed: 2, options: {} })).resolves.toBeDefined()
  // @ts-expect-error fidelity is an option of the trees
  await expect(fit(people, { model: 'independent', options: { fidelity: 'fast' } })).rejects.toThrow(OptionError)
  // @ts-expect-error there is no such model
  await expect(fit(people, { model: 'indipendent' })).rejects.toThrow('there is no model')
  // @ts-expect-error no fidelity is so called
  await expect(fit(people, { options: { fidelity: 'quick' } })).rejects.toThrow(OptionError)
  const known = [...models, ...privateModels].map(({ name }) => name as ModelName)
  for (const model of known.slice(0, 1)) await expect(fit(people, { model: model as string, options: {} })).resolves.toBeDefined()
})

test('every model has its options by name', () => {
  const names: Readonly<Record<ModelName, true>> = {
    ...{ 'sequential-trees': true, 'bayesian-network': true, mixture: true, 'gaussian-copula': true, kde: true, 'markov-chain': true },
    ...{ arf: true, smote: true, independent: true, bootstrap: true, mst: true, aim: true },
  }
  expect([...models, ...privateModels].map(({ name }) => name).sort()).toEqual(Object.keys(names).sort())
})

test('no rows and no schema are an error, in words', async () => {
  await expect(fit([])).rejects.toThrow('there is no row with a column to learn from; pass at least one, or a schema')
  await expect(fit([{}, {}])).rejects.toThrow(OptionError)
})
