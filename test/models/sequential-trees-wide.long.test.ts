import { expect, test } from 'vitest'
import type { TreesState } from '../../src/models/sequential-trees/state.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { known } from '../support/tables.js'

test('in a wide table a column looks at the columns that matter, however far before it they stand', async () => {
  const rng = createRng(3)
  const { table, schema } = known(
    Array.from({ length: 1000 }, () => {
      const first = rng.integer(2)
      const between = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`n${i}`, rng.integer(1000)]))
      return {
        first: first ? 'a' : 'b',
        ...between,
        x: first * 1000 + rng.integer(900),
        last: first ? 'A' : rng.uniform() < 0.5 ? 'B' : 'C',
      }
    }),
  )
  const model = await fitModel(table, { ...schema, dependencies: [] }, { model: 'sequential-trees' })
  const steps = (model.state as TreesState).ways[0]?.steps ?? []
  const predictors = [...(steps.at(-1)?.values?.predictors ?? [])]
  expect(predictors).toContain(0)
  expect(predictors.length).toBeLessThanOrEqual(32)
  const rows = toRows(await sampleTable(model, 1000), schema)
  // A leaf on the border of the two may hold some of both, and numbers there are spread half-way: a few in a thousand. Blind to them, half.
  expect(rows.filter(({ first, x }) => (x as number) >= 1000 !== (first === 'a')).length).toBeLessThan(30)
  expect(rows.filter(({ first, last }) => (last === 'A') !== (first === 'a')).length).toBeLessThan(30)
})
