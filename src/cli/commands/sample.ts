import { OptionError } from '../../errors.js'
import { readText } from '../../io/files.js'
import { isDatabaseModel } from '../../models/relational/model-file.js'
import { parseModel } from '../../models/shell/model-file.js'
import { writeTables } from '../../node-files.js'
import { createPool } from '../../node-pool.js'
import { sampleBlocks } from '../../pipeline/jobs/sample.js'
import type { SampleFlags } from '../flags.js'
import { refuseDatabaseFlags } from '../input.js'
import { cleanUpOnInterrupt } from '../interrupt.js'
import { readRules, readRulesModule } from '../rules.js'
import { createStatus } from '../status.js'
import { sharesOf } from '../steering.js'

/** Draws rows from a model file and writes them as they come. */
export async function sampleFile(path: string, flags: SampleFlags): Promise<void> {
  cleanUpOnInterrupt()
  const text = await readText(path)
  if (isDatabaseModel(text)) return (await import('./databases.js')).sampleDatabaseModel(text, path, flags)
  refuseDatabaseFlags(flags)
  const { n, rows: asked, where, seed, threads, output, format, quiet } = flags
  const rows = Array.isArray(asked) ? (asked as unknown as readonly [number, number]) : undefined
  if (asked && !rows) throw new OptionError('--rows', 'by table are for the model of a database; write them as from:to')
  const model = parseModel(text, path)
  const share = sharesOf(flags, model.schema)
  if (rows && share && n === undefined)
    throw new OptionError('--rows', 'are some rows of a run, whose shares depend on its length; give that with -n')
  if (rows && !share && n !== undefined) throw new OptionError('--rows', 'goes without -n; give one of the two')
  const status = createStatus(quiet)
  const [from, to] = rows ?? [0, n ?? model.provenance.rows]
  const rules = await readRules(flags.rules, model.schema)
  const ownRules = flags.rulesModule === undefined ? undefined : await readRulesModule(flags.rulesModule)
  const pool = createPool(threads)
  try {
    await writeTables(
      output,
      sampleBlocks(model, from, to, { seed, where, share, rules, ownRules, run: n, pool, progress: status.update, note: status.say }),
      model.schema,
      { format },
    )
  } finally {
    await pool.close()
    status.clear()
  }
  status.say(`${(to - from).toLocaleString('en')} rows of ${model.model} are in ${output === '-' ? 'standard output' : output}`)
}
