import { findModel } from '../models/index.js'
import type { FitOptions } from '../models/shell/fit.js'
import { renderTuning } from '../report/text/tuning.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import type { Status } from './status.js'
/** The options to fit with: those given, or, for a model that promises privacy, those with which it keeps the promise. Says what was found. */
export async function auditedOptions(table: Table, schema: Schema, options: FitOptions, status: Status): Promise<FitOptions> {
  if (!findModel(options.model ?? '').privacyKnob) return options
  const { tunePrivacy } = await import('../pipeline/holdout/audit.js')
  const tuning = await tunePrivacy(table, schema, options)
  if (!tuning) {
    status.say(
      `audit: ${table.rows.toLocaleString('en')} rows are too few to tell what the model gives away, so no promise is made and nothing was tuned; take them for as telling as the real ones`,
    )
    return options
  }
  for (const line of renderTuning(tuning)) status.say(`audit: ${line}`)
  return { ...options, options: tuning.options }
}
