import { writeText } from '../io/files.js'
import { evaluate, readTable, renderEvaluation } from '../node.js'
import type { EvaluateFlags } from './flags.js'
import { readInput, readOptions } from './input.js'
import { cleanUpOnInterrupt } from './interrupt.js'
import { withReport } from './report.js'
import { createStatus } from './status.js'

/** Compares a synthetic file with a real one; all are read with the schema of the real one. */
export async function evaluateFiles(real: string, synthetic: string, flags: EvaluateFlags): Promise<void> {
  cleanUpOnInterrupt()
  const status = createStatus(flags.quiet)
  status.update(0, `reading ${real}`)
  const { table: training, schema } = await readInput(real, flags)
  const options = { ...(await readOptions(flags)), schema, unseenLevels: 'add' as const }
  const made = await readTable(synthetic, options)
  const held = flags.holdout === undefined ? undefined : await readTable(flags.holdout, options)
  await withReport(flags.output, async (write) => {
    const tables = { training, synthetic: made.table, holdout: held?.table }
    const evaluation = await evaluate(tables, { schema, metrics: flags.metrics, seed: flags.seed, progress: status.update })
    status.clear()
    await write({ title: synthetic, evaluation, note: `${synthetic} against ${flags.holdout ?? real}.` })
    if (flags.json) await writeText(flags.json, `${JSON.stringify(evaluation, null, 1)}\n`)
    process.stdout.write(`${renderEvaluation(evaluation)}\n`)
  })
}
