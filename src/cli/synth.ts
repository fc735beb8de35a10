import { fitModel } from '../models/fit.js'
import type { FittedModel, Pool } from '../models/synthesizer.js'
import { writeModel, writeTables } from '../node-files.js'
import { sampleBlocks } from '../pipeline/sample.js'
import { auditedOptions } from './audit.js'
import type { SynthFlags } from './flags.js'
import { readRows } from './input.js'
import { cleanUpOnInterrupt } from './interrupt.js'
import { withPool } from './pool.js'
import { withReport } from './report.js'
import { createStatus, type Status } from './status.js'

/** Fits, samples and, if asked, judges: the newcomer's command. */
export async function synth(path: string, flags: SynthFlags): Promise<void> {
  cleanUpOnInterrupt()
  const status = createStatus(flags.quiet)
  status.update(0, `reading ${path}`)
  const { table, schema } = await readRows(path, { ...flags, format: undefined })
  const rows = flags.rows ?? table.rows
  await withReport(flags.report, (write) =>
    withPool(flags.threads, async (pool) => {
      const asked = {
        model: flags.model,
        options: flags.option,
        seed: flags.seed,
        conditionOn: flags.conditionOn,
        pool,
        progress: status.update,
      }
      const options = flags.audit ? await auditedOptions(table, schema, asked, status) : asked
      const model = await fitModel(table, schema, options)
      if (flags.save) await writeModel(flags.save, model)
      if (flags.report) {
        const { evaluateByHoldout } = await import('../pipeline/synth.js')
        const { evaluation, note } = await evaluateByHoldout(table, schema, {
          ...options,
          ...(flags.metrics ? { metrics: flags.metrics } : {}),
        })
        await write({ title: path, model, evaluation, note })
        status.say(note)
      }
      await deliver(model, rows, flags, pool, status)
    }),
  )
  status.say(summary(path, table.rows, rows, flags))
}

async function deliver(
  model: FittedModel,
  rows: number,
  { seed, where, output, format }: SynthFlags,
  pool: Pool,
  status: Status,
): Promise<void> {
  const progress = status.update
  try {
    await writeTables(output, sampleBlocks(model, 0, rows, { seed, where, pool, progress, note: status.say }), model.schema, { format })
  } finally {
    status.clear()
  }
}

function summary(path: string, learned: number, written: number, { model, output, report }: SynthFlags): string {
  const where = output === '-' ? 'standard output' : output
  const judged = report ? `; report in ${report}` : ''
  return `${model} learned ${learned.toLocaleString('en')} rows of ${path} and wrote ${written.toLocaleString('en')} synthetic rows to ${where}${judged}`
}
