import { readFile } from 'node:fs/promises'
import { type ModelJob, makeModelRows } from '../../../benchmark/cell/model-process.js'
import { withPool } from '../../run/pool.js'

/** Makes the rows of one cell by a model, as the file says. */
export async function benchmarkModel(file: string): Promise<void> {
  const job = JSON.parse(await readFile(file, 'utf8')) as ModelJob
  await withPool(job.threads, (pool) => makeModelRows(job, pool))
}
