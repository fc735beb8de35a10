import { OptionError } from '../../errors.js'
import { writeText } from '../../io/files.js'
import { loadModel } from '../../models/loaded.js'
import type { Audit, FitOptions, Schema, Table } from '../../node.js'
import { renderTuning, renderUnaudited } from '../../report/text/tuning.js'
import type { SynthFlags } from '../options/flags.js'
import type { Status } from './status.js'

/**
 * The options to fit with: those given, or, for a model that promises privacy, those with which it keeps the promise; and what was found, if
 * anything. Says it, and writes it to `json`, for which every model is audited.
 */
export async function audited(
  table: Table,
  schema: Schema,
  options: FitOptions,
  status: Status,
  json?: string,
): Promise<{ options: FitOptions; audit?: Audit }> {
  const model = await loadModel(options.model ?? '')
  if (!model.privacyKnob && json === undefined) return { options }
  const { tunePrivacy } = await import('../../pipeline/holdout/tune.js')
  const tuning = await tunePrivacy(table, schema, options)
  const unaudited = tuning ? null : await (await import('../../pipeline/holdout/audit.js')).withoutAudit(table, schema, options)
  const lines = tuning ? renderTuning(tuning) : unaudited ? renderUnaudited(unaudited) : []
  for (const [i, line] of lines.entries()) status.say(i === 0 ? `audit: ${line}` : `  ${line}`)
  const settled = tuning?.options ?? options.options ?? {}
  if (json !== undefined) {
    const all = { model: model.name, seed: options.seed, options: settled, ...(tuning ?? { audit: null, unaudited }), text: lines }
    await writeText(json, `${JSON.stringify(all, null, 1)}\n`)
  }
  return { options: { ...options, options: settled }, ...(tuning && { audit: tuning.audit }) }
}

/** `--json` where nothing is audited. */
export async function refuseUnaudited({
  json,
  audit,
  epsilon,
  model,
}: Pick<SynthFlags, 'json' | 'audit' | 'epsilon' | 'model'>): Promise<void> {
  if (json === undefined) return
  const refuse = (why: string): never => {
    throw new OptionError('--json', `takes what an audit found, and ${why}; leave one of them out`)
  }
  if (!audit) refuse('--no-audit skips it')
  if (epsilon !== undefined) refuse('--epsilon goes without one: rowsmith privacy says what is promised')
  if ((await loadModel(model)).unit === 'sequence') refuse(`${model} learns sequences, of which no half can be held back row by row`)
}
