import { expect, test } from 'vitest'
import { fit, reasonsOf } from '../../../src/index.js'
import { createRng } from '../../../src/random/rng.js'
import { known } from '../../support/tables.js'

test('a surprising number is named together with what is computed from it', async () => {
  const rng = createRng(4)
  const rows = Array.from({ length: 600 }, (_, i) => {
    const [rent, heat] = [i === 7 ? 90_000 : 500 + rng.integer(200), 50 + rng.integer(40)]
    return { rent, heat, due: rent + heat }
  })
  const { table, schema } = known(rows)
  expect(schema.relations).toHaveLength(1)
  const model = await fit(table, { schema, model: 'independent', seed: 1 })
  const [[reason] = []] = reasonsOf(model, table, [7])
  expect(new Set(reason?.columns)).toEqual(new Set(['rent', 'due']))
  expect(reason?.gain).toBeGreaterThan(1)
})
