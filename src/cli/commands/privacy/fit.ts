import type { LedgerRecord } from '../../../dp/accounting/ledger.js'
import { bookRelease, openBook, type ReleaseBook } from '../../../dp/accounting/releases.js'
import { OptionError } from '../../../errors.js'
import { findModel } from '../../../models/index.js'
import { fitModel } from '../../../models/shell/fit.js'
import { ledgerOf, type PrivacyOptions } from '../../../models/shell/fit-privately.js'
import type { FittedModel } from '../../../models/synthesizer.js'
import type { Schema } from '../../../table/schema.js'
import { readSilently } from '../../input/input.js'
import type { EngineFlags, FitFlags } from '../../options/flags.js'
import { readPublicRules } from '../../options/rules.js'
import { withPool } from '../../run/pool.js'
import type { Status } from '../../run/status.js'
import { changeLedger, readLedger } from './ledger-file.js'

/** The model fitted to a file with differential privacy, and booked: whatever is done with it now, its budget is spent. */
export async function fitWithBudget(
  path: string,
  flags: Omit<FitFlags, 'output' | keyof EngineFlags>,
  privacy: PrivacyOptions,
  status: Status,
): Promise<FittedModel> {
  const { table, schema } = await readSilently(path, flags)
  const rules = await readPublicRules(flags.rules, schema)
  return await fitBooked(schema, flags, privacy, (booked) =>
    withPool(flags.threads, (pool) =>
      fitModel(table, schema, {
        ...{ model: flags.model, options: flags.option, seed: flags.seed, rules, privacy: booked, pool, progress: status.update },
      }),
    ),
  )
}

/** The private fit, booked in the ledger file if there is one. */
export async function fitBooked(
  schema: Schema,
  { ledger: file, model: name, totalEpsilon }: Pick<FitFlags, 'ledger' | 'model' | 'totalEpsilon'>,
  privacy: PrivacyOptions,
  work: (privacy: PrivacyOptions) => Promise<FittedModel>,
): Promise<FittedModel> {
  const fit = (ledger?: ReleaseBook): Promise<FittedModel> => work({ ...privacy, ledger })
  if (file === undefined) return fit()
  const { budget, unit, thresholds } = ledgerOf(privacy, schema, findModel(name))
  const book = (before: ReleaseBook | null): ReleaseBook => before ?? newBook(file, totalEpsilon, budget.delta, unit)
  const before = await readLedger(file)
  if (before && totalEpsilon !== undefined && totalEpsilon !== before.epsilon) {
    throw new OptionError('--total-epsilon', `${file} has a total of epsilon ${before.epsilon} (got ${totalEpsilon}); it is declared once`)
  }
  // The fit refuses what the ledger has no room for before anything is spent. It is booked when it is done, before anybody sees it, in the
  // ledger as it is then: others may have booked meanwhile.
  const model = await fit(book(before))
  await changeLedger(file, (now) => bookRelease(book(now), { model: name, unit, ...budget, thresholds }))
  return model
}

function newBook(file: string, epsilon: number | undefined, delta: number, unit: ReleaseBook['unit']): ReleaseBook {
  if (epsilon !== undefined) return openBook({ epsilon, delta }, unit)
  throw new OptionError('--total-epsilon', `is needed for a new ledger (${file} is not there): what all releases of this source may cost`)
}

/** Above it, attacks on the worst-off rows have succeeded in practice. */
const weak = 3

/** Says what a private fit did, and nothing of the rows but what was released. */
export function sayPrivateFit({ model, provenance, privacy }: FittedModel, result: string, status: Status): void {
  const { epsilon, delta } = privacy as LedgerRecord
  status.say(
    `${model} learned about ${provenance.rows.toLocaleString('en')} rows (an estimate) for epsilon ${epsilon}, delta ${delta}; ${result}`,
  )
  if (epsilon > weak)
    status.say(
      `epsilon ${epsilon} is a weak promise: odds may change by a factor of e^${epsilon}; attack the rows, too, before you release them`,
    )
}
