// More rows than memory holds: drawn block by block on two threads, and written as they come. The rows are those of any other run with the same seed.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool, fit, readTable, sampleBlocks, writeTables } from 'rowsmith'

const count = 50_000
const output = join(tmpdir(), 'weather.parquet')

const { table, schema } = await readTable('datasets/weather.csv')
const model = await fit(table, { schema, model: 'bayesian-network' })
const pool = createPool(2)
await writeTables(output, sampleBlocks(model, 0, count, { pool }), model.schema)
await pool.close()
console.log(`${count} rows are in ${output}`)
