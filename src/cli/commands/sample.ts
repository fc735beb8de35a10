import { OptionError } from '../../errors.js'
import { readModel, writeTables } from '../../node-files.js'
import { createPool } from '../../node-pool.js'
import { sampleBlocks } from '../../pipeline/jobs/sample.js'
import type { SampleFlags } from '../flags.js'
import { cleanUpOnInterrupt } from '../interrupt.js'
import { createStatus } from '../status.js'

/** Draws rows from a model file and writes them as they come. */
export async function sampleFile(path: string, { n, rows, where, seed, threads, output, format, quiet }: SampleFlags): Promise<void> {
  cleanUpOnInterrupt()
  if (n !== undefined && rows) throw new OptionError('--rows', 'goes without -n; give one of the two')
  const status = createStatus(quiet)
  const model = await readModel(path)
  const [from, to] = rows ?? [0, n ?? model.provenance.rows]
  const pool = createPool(threads)
  try {
    await writeTables(
      output,
      sampleBlocks(model, from, to, { seed, where, pool, progress: status.update, note: status.say }),
      model.schema,
      { format },
    )
  } finally {
    await pool.close()
    status.clear()
  }
  status.say(`${(to - from).toLocaleString('en')} rows of ${model.model} are in ${output === '-' ? 'standard output' : output}`)
}
