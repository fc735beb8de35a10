import { fitModel } from '../models/fit.js'
import { writeModel } from '../node-files.js'
import { auditedOptions } from './audit.js'
import type { FitFlags } from './flags.js'
import { readRows } from './input.js'
import { createStatus } from './status.js'

/** Fits a model to the table in a file and writes it. */
export async function fitFile(path: string, flags: FitFlags): Promise<void> {
  const status = createStatus(flags.quiet)
  status.update(0, `reading ${path}`)
  const { table, schema } = await readRows(path, flags)
  const asked = { model: flags.model, options: flags.option, seed: flags.seed, progress: status.update }
  const options = flags.audit ? await auditedOptions(table, schema, asked, status) : asked
  const model = await fitModel(table, schema, options)
  await writeModel(flags.output, model)
  status.clear()
  status.say(`${flags.model} learned ${table.rows.toLocaleString('en')} rows of ${path}; the model is in ${flags.output}`)
}
