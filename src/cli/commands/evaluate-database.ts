import { writeText } from '../../io/files.js'
import { evaluateDatabase, OptionError, readDatabase, renderDatabaseEvaluation, renderDatabaseReport } from '../../node.js'
import { databaseOptions } from '../input/input.js'
import type { EvaluateFlags } from '../options/flags.js'
import { withPool } from '../run/pool.js'
import { fileName, withOutput } from '../run/report.js'
import { createStatus } from '../run/status.js'

/** Compares a synthetic database with a real one; both are read with the schema of the real one. */
export async function evaluateDatabases(real: string, synthetic: readonly string[], flags: EvaluateFlags): Promise<void> {
  const [made = '', ...others] = synthetic
  if (others.length > 0) throw new OptionError('evaluate', 'compares one synthetic database at a time; name a real and a synthetic one')
  const refused = (['sensitive', 'madeBy', 'unit', 'explain', 'budget', 'resume', 'plugin'] as const).filter(
    (flag) => flags[flag] !== undefined,
  )
  if (refused.length > 0) throw new OptionError(refused.join(', '), 'is for single tables; leave it out, or compare the tables one by one')
  const status = createStatus(flags.quiet)
  await withOutput(flags.output, async (write) => {
    status.update(0, `reading ${real}`)
    const options = await databaseOptions(flags)
    const read = await readDatabase(real, options)
    const compared = { ...options, schema: read.schema, compared: true }
    const other = await readDatabase(made, compared)
    const unseen = flags.holdout === undefined ? null : await readDatabase(flags.holdout, compared)
    for (const note of [...other.notes, ...(unseen?.notes ?? [])]) status.say(note)
    const { seed, threads, metrics } = flags
    const evaluation = await withPool(threads, (pool) =>
      evaluateDatabase(read.database, other.database, {
        ...{ schema: read.schema, seed, pool, progress: status.update },
        ...(metrics ? { metrics } : {}),
        ...(unseen ? { holdout: unseen.database } : {}),
      }),
    )
    status.clear()
    const notes = [`${made} against ${flags.holdout ?? real}, with the seed ${seed}.`, ...other.notes]
    await write(renderDatabaseReport({ title: fileName(made.replace(/[\\/]+$/, '')), evaluation, notes }))
    if (flags.json) await writeText(flags.json, `${JSON.stringify(evaluation, null, 1)}\n`)
    process.stdout.write(`${renderDatabaseEvaluation(evaluation)}\n`)
  })
}
