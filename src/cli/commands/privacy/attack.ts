import { createOutput, type Output, writeText } from '../../../io/files.js'
import {
  attackRows,
  OptionError,
  privacyStatement,
  readModel,
  renderPrivacyHtml,
  renderPrivacyReport,
  renderReleasable,
} from '../../../node.js'
import { schemaColumn } from '../../../table/schema.js'
import { readCompared, readNonEmpty } from '../../input/input.js'
import type { FormatFlag, InputFlags, RunFlags } from '../../options/flags.js'
import { readOptions } from '../../options/read-options.js'
import { cleanUpOnInterrupt } from '../../run/interrupt.js'
import { withPool } from '../../run/pool.js'
import { createStatus } from '../../run/status.js'

export interface AttackFlags extends InputFlags, RunFlags, FormatFlag {
  readonly holdout: string
  readonly secret?: readonly string[]
  readonly known?: readonly string[]
  readonly model?: string
  readonly refits: number
  readonly output?: string
  readonly json?: string
  readonly releasable?: string
}

/** Attacks synthetic rows by the rows that they were learned from, and reports to whoever decides about them. */
export async function attackFiles(real: string, synthetic: string, flags: AttackFlags): Promise<void> {
  cleanUpOnInterrupt()
  const status = createStatus(flags.quiet)
  const { secret: secrets, known, seed, threads, refits } = flags
  const model = flags.model === undefined ? undefined : await readModel(flags.model)
  if (flags.releasable !== undefined && !model)
    throw new OptionError('--releasable', 'is made from the ledger of a model; give it with --model')
  status.update(0, `reading ${real}`)
  const { table: training, schema } = await readNonEmpty(real, flags)
  for (const name of [...(secrets ?? []), ...(known ?? [])]) schemaColumn(schema, name)
  const read = await readCompared([synthetic, flags.holdout], schema, await readOptions(flags), status.say)
  const [made, holdout] = read.map(({ table }) => table)
  const title = `${synthetic} against ${real}`
  const releasable = flags.releasable === undefined || !model ? null : renderReleasable(privacyStatement(model, flags.model))
  await withOutput(flags.output, async (page) => {
    const report = await withPool(threads, (pool) =>
      attackRows({
        ...{ training, holdout: holdout, synthetic: made, schema, seed, pool, refits },
        ...(secrets ? { secrets } : {}),
        ...(known ? { known } : {}),
        ...(model ? { model } : {}),
        progress: status.update,
      }),
    )
    status.clear()
    await page?.write(new TextEncoder().encode(renderPrivacyHtml(report, title)))
    if (flags.json !== undefined) await writeText(flags.json, `${JSON.stringify(report, null, 1)}\n`)
    if (flags.releasable !== undefined && releasable !== null) await writeText(flags.releasable, releasable)
    process.stdout.write(renderPrivacyReport(report))
  })
}

/** Opens the page's file before the work, so that a place that can't be written to is found out first. */
async function withOutput(path: string | undefined, work: (page: Output | null) => Promise<void>): Promise<void> {
  const page = path === undefined ? null : await createOutput(path)
  try {
    await work(page)
    await page?.commit()
  } catch (error) {
    await page?.abort()
    throw error
  }
}
