import { fitModel } from '../../models/fit.js'
import { ledgerOf, type PrivacyOptions } from '../../models/fit-privately.js'
import { findModel } from '../../models/index.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { openSourceLedger, type PlannedRelease, withRelease } from '../../pipeline/privacy-ledger.js'
import type { FitFlags } from '../flags.js'
import { readSilently } from '../input.js'
import { withPool } from '../pool.js'
import type { Status } from '../status.js'
import { changeLedger, readLedger } from './ledger-file.js'

/** The model fitted to a file with differential privacy, and booked: whatever is done with it now, its budget is spent. */
export async function fitWithBudget(
  path: string,
  flags: Omit<FitFlags, 'output'>,
  privacy: PrivacyOptions,
  status: Status,
): Promise<FittedModel> {
  const { ledger, model: name } = flags
  const { table, schema } = await readSilently(path, flags)
  const fit = (): Promise<FittedModel> =>
    withPool(flags.threads, (pool) =>
      fitModel(table, schema, { model: name, options: flags.option, seed: flags.seed, privacy, pool, progress: status.update }),
    )
  if (ledger === undefined) return fit()
  const { budget, unit } = ledgerOf(privacy, schema, findModel(name))
  const plan = { ...budget, unit, total: flags.totalEpsilon }
  // Looked at before anything is spent, and again when it is booked, since others may have booked meanwhile.
  openSourceLedger(await readLedger(ledger), plan, ledger)
  const model = await fit()
  await book(ledger, model, plan)
  return model
}

async function book(path: string, { model, privacy }: FittedModel, plan: PlannedRelease): Promise<void> {
  if (!privacy) throw new TypeError('a private fit has no record of what it spent')
  const now = new Date().toISOString()
  await changeLedger(path, (before) => withRelease(openSourceLedger(before, plan, path), model, privacy, now))
}

/** What a private fit did, in one sentence that says nothing of the rows but what was released. */
export function privateFitInWords({ model, provenance, privacy }: FittedModel): string {
  return `${model} learned about ${provenance.rows.toLocaleString('en')} rows (an estimate) for epsilon ${privacy?.epsilon}, delta ${privacy?.delta}`
}
