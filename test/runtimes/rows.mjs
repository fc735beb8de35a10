// Run by each runtime: prints one JSON object with, for each model, a digest of the model file and one of the rows drawn from it.
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createPool, fit, models, readTable, sample, stringifyModel, tableToBytes } from '../../dist/node.js'

const digest = (content) => createHash('sha256').update(content).digest('hex').slice(0, 16)

const penguins = await readTable(fileURLToPath(new URL('../../datasets/penguins.csv', import.meta.url)))
const visits = Array.from({ length: 80 }, (_, i) =>
  Array.from({ length: 3 + (i % 5) }, (_, at) => ({
    id: `S${i}`,
    at,
    page: 'abc'[(i * at + i) % 3],
    amount: ((i * 37 + at * 11) % 101) / 4,
  })),
).flat()

const digests = {}
const pool = createPool(2)
for (const { name, unit } of models) {
  const input = unit === 'sequence' ? visits : penguins.table
  const model = await fit(input, { model: name, seed: 7, pool, ...(unit === 'sequence' ? { key: 'id' } : { schema: penguins.schema }) })
  const rows = await sample(model, 500, { seed: 7, pool })
  digests[name] = { model: digest(stringifyModel(model)), rows: digest(await tableToBytes(rows, model.schema, 'csv')) }
}
await pool.close()
console.log(JSON.stringify(digests))
