import { OptionError } from '../../errors.js'
import { checkOutput } from '../../io/files.js'
import { conditionsInWords } from '../../models/shell/condition-on.js'
import { fitModel } from '../../models/shell/fit.js'
import { writeModel } from '../../node/files.js'
import { isDatabasePath, liesElsewhere } from '../../node/paths.js'
import { checkPublishable } from '../../pipeline/privacy/publishable.js'
import { suppressRare } from '../../pipeline/privacy/suppress-rare.js'
import { readNonEmpty, refuseDatabaseFlags } from '../input/input.js'
import type { FitFlags } from '../options/flags.js'
import { readRules } from '../options/rules.js'
import { audited, refuseUnaudited } from '../run/audit.js'
import { withPool } from '../run/pool.js'
import { createStatus, type Status } from '../run/status.js'
import { privacyOf } from './privacy/budget.js'

/** Fits a model to the table in a file, to one that lies elsewhere, or to the tables of a database, and writes it. */
export async function fitFiles(paths: readonly string[], flags: FitFlags): Promise<void> {
  const given = paths[0]
  if (flags.plan) return await (await import('./fit-elsewhere.js')).planFit(given, flags)
  if (flags.output === undefined) throw new OptionError('-o', 'says where the model goes; give it, for instance -o people.model.json')
  const asksEngine = flags.engine !== undefined || flags.query !== undefined
  if (!asksEngine && (await isDatabasePath(paths, flags))) return (await import('./databases.js')).fitDatabaseFiles(paths, flags)
  refuseDatabaseFlags(flags)
  await refuseUnaudited(flags)
  const privacy = privacyOf(flags)
  await checkOutput(flags.output)
  const status = createStatus(flags.quiet)
  if (liesElsewhere(given, flags)) return await (await import('./fit-elsewhere.js')).fitElsewhereFile(given, flags, privacy, status)
  const path = given
  status.update(0, `reading ${path}`)
  if (!privacy) return fitOpenly(path, flags, status)
  if (flags.suppressRare !== undefined) {
    throw new OptionError('--suppress-rare', 'goes without --epsilon, which protects rare values by itself; leave it out')
  }
  const { fitWithBudget, sayPrivateFit } = await import('./privacy/fit.js')
  const model = await fitWithBudget(path, flags, privacy, status)
  await writeModel(flags.output, model)
  status.clear()
  sayPrivateFit(model, `the model is in ${flags.output}`, status)
}

async function fitOpenly(path: string, flags: FitFlags, status: Status): Promise<void> {
  const read = await readNonEmpty(path, flags)
  const { table, schema, notes } =
    flags.suppressRare === undefined ? { ...read, notes: [] } : suppressRare(read.table, read.schema, flags.suppressRare, flags.seed)
  const model = await withPool(flags.threads, async (pool) => {
    const asked = {
      model: flags.model,
      options: flags.option,
      seed: flags.seed,
      conditionOn: flags.conditionOn,
      rules: await readRules(flags.rules, schema),
      rulesKeepRate: flags.rulesKeepRate,
      pool,
      progress: status.update,
    }
    const options = flags.audit ? (await audited(table, schema, asked, status, flags.json)).options : asked
    return await fitModel(table, schema, { ...options, note: status.say })
  })
  if (flags.publishable) checkPublishable(model, flags.output, flags.suppressRare)
  await writeModel(flags.output, model)
  status.clear()
  for (const note of notes) status.say(`suppressed: ${note}`)
  if (flags.conditionOn) status.say(conditionsInWords(flags.model, flags.conditionOn))
  status.say(`${flags.model} learned ${table.rows.toLocaleString('en')} rows of ${path}; the model is in ${flags.output}`)
}
