import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { library } from '../support/library.js'

export const adultRows = 32_561

export interface BenchData {
  readonly path: string
  readonly title: string
}

/** Adult's training file if ROWSMITH_BENCH_DATA names the folder that holds it, else a table of as many rows drawn from one of ours. */
export async function benchData(scratch: string): Promise<BenchData> {
  const folder = process.env.ROWSMITH_BENCH_DATA
  const adult = folder && join(folder, 'adult-train.csv')
  if (adult && existsSync(adult)) return { path: adult, title: 'adult-train.csv' }
  const path = join(scratch, 'birdstrikes-resampled.csv')
  const { table, schema } = await library.readTable(fileURLToPath(new URL('../../datasets/birdstrikes.csv', import.meta.url)))
  const model = await library.fit(table, { schema, model: 'bootstrap', seed: 1 })
  await library.writeTable(path, await library.sample(model, adultRows, { seed: 1 }), schema)
  return { path, title: `birdstrikes.csv resampled to ${adultRows} rows, because ROWSMITH_BENCH_DATA names no folder with adult-train.csv` }
}
