import { OptionError } from '../../errors.js'
import { readText } from '../../io/files.js'
import { isDatabaseModel } from '../../models/relational/model-file.js'
import { parseModel } from '../../models/shell/model-file.js'
import { writeTables } from '../../node/files.js'
import { createPool } from '../../node/pool.js'
import type { Table } from '../../node.js'
import { sampleBlocks } from '../../pipeline/jobs/sample.js'
import { needsPool } from '../../pipeline/steering/options/options.js'
import { refuseDatabaseFlags } from '../input/input.js'
import type { SampleFlags } from '../options/flags.js'
import { readRules, readRulesModule } from '../options/rules.js'
import { steeringOf } from '../options/steering.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { createStatus } from '../run/status.js'

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
  const wishes = await steeringOf(flags, flags.target, model.schema)
  const isSteered = wishes.share !== undefined || needsPool(wishes)
  if (rows && wishes.cover) throw new OptionError('--rows', 'goes without --cover, which writes as many rows as it takes; leave it out')
  if (rows && isSteered && n === undefined)
    throw new OptionError('--rows', 'are some of a run that is steered as a whole; give its length with -n')
  if (rows && !isSteered && n !== undefined) throw new OptionError('--rows', 'goes without -n; give one of the two')
  const status = createStatus(quiet)
  if (!rows && n === undefined && !wishes.cover && model.model === 'description')
    throw new OptionError('-n', `is needed, as ${path} was learned from no rows; say how many to write`)
  const [from, to] = rows ?? [0, n ?? model.provenance.rows]
  const rules = await readRules(flags.rules, model.schema)
  const ownRules = flags.rulesModule === undefined ? undefined : await readRulesModule(flags.rulesModule)
  const pool = createPool(threads)
  let written = 0
  const counted = async function* (): AsyncGenerator<Table> {
    for await (const block of sampleBlocks(model, from, to, {
      seed,
      where,
      ...wishes,
      rules,
      ownRules,
      run: n,
      pool,
      progress: status.update,
      note: status.say,
    })) {
      written += block.rows
      yield block
    }
  }
  try {
    await writeTables(output, counted(), model.schema, { format })
  } finally {
    await pool.close()
    status.clear()
  }
  const units = model.provenance.sequences ? to - from : written
  status.say(`${units.toLocaleString('en')} rows of ${model.model} are in ${output === '-' ? 'standard output' : output}`)
}
