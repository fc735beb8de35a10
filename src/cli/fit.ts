import { conditionsInWords } from '../models/condition-on.js'
import { fitModel } from '../models/fit.js'
import { writeModel } from '../node-files.js'
import { auditedOptions } from './audit.js'
import type { FitFlags } from './flags.js'
import { readRows } from './input.js'
import { withPool } from './pool.js'
import { createStatus } from './status.js'

/** Fits a model to the table in a file and writes it. */
export async function fitFile(path: string, flags: FitFlags): Promise<void> {
  const status = createStatus(flags.quiet)
  status.update(0, `reading ${path}`)
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
