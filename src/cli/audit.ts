import { findModel } from '../models/index.js'
import type { FitOptions } from '../models/shell/fit.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import type { Status } from './status.js'

/** The options to fit with: those given, or, for a model that promises privacy, those with which it keeps the promise. Says what was found. */
export async function auditedOptions(table: Table, schema: Schema, options: FitOptions, status: Status): Promise<FitOptions> {
  if (!findModel(options.model ?? '').privacyKnob) return options
  const { tunePrivacy } = await import('../pipeline/holdout/audit.js')
  const tuning = await tunePrivacy(table, schema, options)
  if (!tuning) {
    status.say('audit: too few rows to tell what the model gives away')
    return options
  }
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout, separable } = tuning.audit
  status.say(
    `audit: ${(100 * nearerTraining).toFixed(1)} ± ${percent(2 * nearerTrainingError)} of synthetic rows are nearer to a row the model saw than to one it didn't (50 %: nothing of single rows is kept)`,
  )
  status.say(
    `audit: ${percent(matchesTraining)} equal a row it saw, ${percent(matchesHoldout)} one it didn't; boosted trees tell them from unseen rows with AUC ${separable.toFixed(2)}`,
  )
  if (tuning.knob) status.say(knobInWords(tuning.knob))
  return { ...options, options: tuning.options }
}

function knobInWords({
  option,
  value,
  target,
  met,
  tried,
}: {
  option: string
  value: number
  target: number
  met: boolean
  tried: readonly unknown[]
}): string {
  const promise = `at most ${percent(target)} nearer to rows it saw`
  if (!met) return `audit: ${promise} was out of reach, even with ${option}=${value}; think twice before you pass these rows on`
  return tried.length > 1
    ? `audit: ${option} raised to ${value} to keep the promise of ${promise}, as far as so many rows can tell`
    : `audit: the promise of ${promise} is kept, as far as so many rows can tell`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
