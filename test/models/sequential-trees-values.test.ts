import { expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { known } from '../support/tables.js'

test('how often a value of a fine grid occurs tells little of how often it was learned', async () => {
  const [size, values, drawn] = [2000, 800, 100_000]
  const rng = createRng(5)
  // What rows that were learned have more of a value than others of the same law.
  const excess = new Int32Array(values)
  const learned = Array.from({ length: size }, () => ({ a: rng.integer(values) }))
  for (const { a } of learned) excess[a] = excess[a] + 1
  for (let i = 0; i < size; i++) {
    const a = rng.integer(values)
    excess[a] = excess[a] - 1
  }
  const { table, schema } = known(learned)
  const synthetic = await sampleTable(await fitModel(table, schema, { model: 'sequential-trees' }), drawn)
  let sum = 0
  for (const value of synthetic.column('a').values as Float64Array) sum += excess[value]
  const squares = excess.reduce((total, one) => total + one * one, 0)
  // A value is spread over 2 x .6 x the root of 2,000 rows, which have 21 others: a 21st of the excess comes back, with an error of .004. With a third of the root it is .066.
  expect((sum * size) / drawn / squares).toBeLessThan(0.053)
})
