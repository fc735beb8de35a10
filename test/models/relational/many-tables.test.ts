import { expect, test } from 'vitest'
import { fitDatabase, sampleDatabase } from '../../../src/pipeline/jobs/database.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole, noise, numbers } from './support.js'

test('twenty tables, six references deep, are learned and drawn with every reference whole', async () => {
  // t0 has children t1 to t3, and so on, as a heap does, with a second reference to the table before.
  const names = numbers(20).map((i) => `t${i}`)
  const sizes = names.map((_, i) => (i === 0 ? 40 : 60))
  const tables = Object.fromEntries(
    names.map((name, i) => [
      name,
      numbers(sizes[i] as number).map((row) => ({
        id: row + 1,
        ...(i > 0 && { up: 1 + Math.floor((sizes[i > 7 ? i - 3 : Math.floor((i - 1) / 3)] as number) * noise(row, i + 2)) }),
        ...(i > 1 && i % 4 === 0 && { side: 1 + Math.floor((sizes[i - 1] as number) * noise(row, i + 40)) }),
        value: Math.floor(100 * noise(row, i + 80)),
      })),
    ]),
  )
  const relations = names.flatMap((name, i) => [
    ...(i > 0 ? [`${name}.up -> t${i > 7 ? i - 3 : Math.floor((i - 1) / 3)}.id`] : []),
    ...(i > 1 && i % 4 === 0 ? [`${name}.side -> t${i - 1}.id`] : []),
  ])
  const { database, schema } = databaseOf(tables, Object.fromEntries(names.map((name) => [name, ['id']])), relations)
  const model = await fitDatabase(database, { schema, options: { trees: 1 } })
  const drawn = await sampleDatabase(model, { seed: 2, scale: 1.5 })
  expect(Object.keys(drawn)).toHaveLength(20)
  expectWhole(drawn, model.schema)
  expect(drawn.t0?.rows).toBe(60)
})
