import { conditionsInWords } from '../models/condition-on.js'
import { fitModel } from '../models/fit.js'
import { writeModel } from '../node-files.js'
import { auditedOptions } from './audit.js'
import type { FitFlags } from './flags.js'
import { readRows } from './input.js'
import { withPool } from './pool.js'
import { privacyOf } from './privacy/budget.js'
import { fitWithBudget, privateFitInWords } from './privacy/fit.js'
import { createStatus, type Status } from './status.js'

/** Fits a model to the table in a file and writes it. */
export async function fitFile(path: string, flags: FitFlags): Promise<void> {
  const privacy = privacyOf(flags)
  const status = createStatus(flags.quiet)
  status.update(0, `reading ${path}`)
  if (!privacy) return fitOpenly(path, flags, status)
  const model = await fitWithBudget(path, flags, privacy, status)
  await writeModel(flags.output, model)
  status.clear()
  status.say(`${privateFitInWords(model)}; the model is in ${flags.output}`)
}

async function fitOpenly(path: string, flags: FitFlags, status: Status): Promise<void> {
  const { table, schema } = await readRows(path, flags)
  const model = await withPool(flags.threads, async (pool) => {
    const asked = {
      model: flags.model,
      options: flags.option,
      seed: flags.seed,
      conditionOn: flags.conditionOn,
      pool,
      progress: status.update,
    }
    return await fitModel(table, schema, flags.audit ? await auditedOptions(table, schema, asked, status) : asked)
  })
  await writeModel(flags.output, model)
  status.clear()
  if (flags.conditionOn) status.say(conditionsInWords(flags.model, flags.conditionOn))
  status.say(`${flags.model} learned ${table.rows.toLocaleString('en')} rows of ${path}; the model is in ${flags.output}`)
}
