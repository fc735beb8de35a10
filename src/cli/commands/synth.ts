import { OptionError } from '../../errors.js'
import { checkOutput, checkRowsOutput, isFolder } from '../../io/files.js'
import { defaultModel } from '../../models/loaded.js'
import { fitModel } from '../../models/shell/fit.js'
import { readAnySchema, readSchema, writeModel, writeTables } from '../../node/files.js'
import { isDatabasePath } from '../../node/paths.js'
import type { evaluateByHoldout, FittedModel, HoldoutEvaluation, Pool, Schema, Table } from '../../node.js'
import { sampleBlocks } from '../../pipeline/jobs/sample.js'
import { formatNumberOf } from '../../report/format.js'
import { schemaSummary } from '../../table/inference/summary.js'
import { recurringKeyNote, recurringKeyOf, timeSeriesNote } from '../../table/inference/time-series.js'
import { readNonEmpty, refuseDatabaseFlags, singleRows } from '../input/input.js'
import type { SynthFlags } from '../options/flags.js'
import { readRules, readRulesModule } from '../options/rules.js'
import { steeringOf } from '../options/steering.js'
import { audited, refuseUnaudited } from '../run/audit.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { withPool } from '../run/pool.js'
import { fileName, withReport } from '../run/report.js'
import { createStatus, type Status } from '../run/status.js'
import { privacyOf } from './privacy/budget.js'

/** Fits, samples and, if asked, judges: the newcomer's command. */
export async function synth(paths: readonly string[], flags: SynthFlags): Promise<void> {
  if (flags.from !== undefined) return synthDescribed(paths, flags.from, flags)
  if (paths.length === 0) throw new OptionError('synth', 'needs a table, or with --from a schema that states the laws of its columns')
  if (await isDatabasePath(paths, flags)) return (await import('./databases.js')).synthDatabaseFiles(paths, flags)
  cleanUpOnInterrupt()
  const path = paths[0]
  refuseDatabaseFlags(flags)
  refuseStatistic(flags)
  await refuseUnaudited(flags)
  const privacy = privacyOf(flags)
  await checkRowsOutput(flags.output, flags.format)
  await checkOutput(flags.save)
  const status = createStatus(flags.quiet)
  status.update(0, `reading ${path}`)
  if (!privacy) return synthOpenly(path, flags, status)
  // Levels that are learned under the budget are not known before it is spent.
  if (flags.schema !== undefined && !flags.openLevels) await checkedWishes(flags, await readSchema(flags.schema))
  const { fitWithBudget, sayPrivateFit } = await import('./privacy/fit.js')
  const model = await fitWithBudget(path, { ...flags, format: undefined }, privacy, status)
  if (flags.save) await writeModel(flags.save, model)
  const rows = singleRows(flags) ?? model.provenance.rows
  const { rows: written } = await withPool(flags.threads, (pool) => deliver(model, rows, flags, pool, status))
  sayPrivateFit(model, `${written.toLocaleString('en')} synthetic rows are in ${placeOf(flags.output)}`, status)
}

/** Rows by what a schema states, with no table at hand. */
async function synthDescribed(paths: readonly string[], from: string, flags: SynthFlags): Promise<void> {
  if (paths.length > 0)
    throw new OptionError('--from', `goes without a table, as rows are drawn by the schema alone (got ${paths.join(', ')})`)
  if (flags.epsilon !== undefined)
    throw new OptionError('--epsilon', 'goes without --from: where there are no rows, there is nothing to protect')
  for (const name of ['report', 'schema', 'conditionOn', 'rulesKeepRate', 'metrics', 'json'] as const)
    if (flags[name] !== undefined)
      throw new OptionError(
        `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        'is about a table and goes without --from; leave it out',
      )
  if (flags.model !== defaultModel || Object.keys(flags.option).length > 0)
    throw new OptionError('--model', 'and its options are for a table and go without --from, as nothing is learned; leave them out')
  if (await isFolder(from))
    throw new OptionError('--from', `takes one file, the schema of a table or of a database (got the folder ${from})`)
  const stated = await readAnySchema(from)
  if ('database' in stated) return (await import('./databases.js')).synthDescribedDatabase(from, stated.database, flags)
  refuseDatabaseFlags(flags)
  refuseStatistic(flags)
  const rows = singleRows(flags)
  if (rows === undefined) throw new OptionError('-n', 'is needed with --from, as there is no table whose rows could be counted')
  cleanUpOnInterrupt()
  const status = createStatus(flags.quiet)
  const schema = stated.table
  const { describedModel } = await import('../../models/description/described-model.js')
  const model = describedModel(schema, { seed: flags.seed, rules: await readRules(flags.rules, schema), where: from })
  if (flags.save) await writeModel(flags.save, model)
  const { rows: written } = await withPool(flags.threads, (pool) => deliver(model, rows, flags, pool, status))
  status.say(`${written.toLocaleString('en')} rows, drawn by ${from} alone, are in ${placeOf(flags.output)}`)
}

async function synthOpenly(path: string, flags: SynthFlags, status: Status): Promise<void> {
  const { table, schema } = await readNonEmpty(path, { ...flags, format: undefined })
  for (const sentence of inFew(schemaSummary(schema), path)) status.say(sentence)
  const isSteered = await checkedWishes(flags, schema)
  const rows = singleRows(flags) ?? table.rows
  let written = 0
  const series = flags.model === 'markov-chain' ? undefined : timeSeriesNote(table, schema)
  if (series !== undefined) status.say(`${path} is ${series}`)
  const recurring = flags.model === 'markov-chain' ? undefined : recurringKeyOf(table, schema)
  if (recurring !== undefined) status.say(recurringKeyNote(recurring))
  await withReport(flags.report, (write) =>
    withPool(flags.threads, async (pool) => {
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
      const { options, audit } = flags.audit ? await audited(table, schema, asked, status, flags.json) : { options: asked }
      const model = await fitModel(table, schema, { ...options, note: status.say })
      if (flags.save) await writeModel(flags.save, model)
      const judged = flags.report
        ? await judgedByHoldout(table, schema, { ...options, ...(audit && { audit }), ...(flags.metrics && { metrics: flags.metrics }) })
        : undefined
      const { ownRowsNote, previewOf } = await import('../../evaluate/summary/preview.js')
      if (judged) status.say(isSteered ? `${judged.note} ${ownRowsNote}` : judged.note)
      const delivered = await deliver(model, rows, flags, pool, status)
      written = delivered.rows
      if (judged) {
        const { evaluation, note, nearness, rules } = judged
        const wishes = isSteered ? [ownRowsNote, ...delivered.said] : []
        await write({
          title: fileName(path),
          model,
          evaluation,
          note,
          nearness: [nearness],
          rules,
          wishes,
          previews: delivered.first ? [previewOf(delivered.first, [table], schema)] : [],
        })
      }
    }),
  )
  status.say(summary(path, table.rows, written, flags))
}

/** `--target` names columns here, as in every command that reads a table. */
function refuseStatistic({ target = [] }: SynthFlags): void {
  if (target.some((name) => name.includes('==')))
    throw new OptionError(
      '--target',
      `names columns to be predicted (got ${target.join(',')}); --save the model, and give a statistic to rowsmith sample`,
    )
}

async function judgedByHoldout(...asked: Parameters<typeof evaluateByHoldout>): Promise<HoldoutEvaluation> {
  return (await import('../../pipeline/holdout/evaluate-by-holdout.js')).evaluateByHoldout(...asked)
}

/** Whether something is wished for; what no model of the schema could meet is said before the fit. */
async function checkedWishes(flags: SynthFlags, schema: Schema): Promise<boolean> {
  const wishes = await steeringOf(flags, undefined, schema)
  const isSteered = Object.values(wishes).some((wish) => wish !== undefined)
  if (isSteered || flags.where !== undefined) {
    const { checkSteering } = await import('../../pipeline/steering/options/check-options.js')
    await checkSteering({ ...wishes, where: flags.where }, schema)
  }
  return isSteered
}

/** What was written. */
interface Delivered {
  /** How many rows: one table may not be as long as was asked for (see --cover). */
  readonly rows: number
  /** What was said of how wishes are met. */
  readonly said: readonly string[]
  /** The first rows; absent where there are none. */
  readonly first?: Table
}

async function deliver(model: FittedModel, rows: number, flags: SynthFlags, pool: Pool, status: Status): Promise<Delivered> {
  const { seed, where, rulesModule, output, format } = flags
  const progress = status.update
  const ownRules = rulesModule === undefined ? undefined : await readRulesModule(rulesModule)
  const wishes = await steeringOf(flags, undefined, model.schema)
  const said: string[] = []
  const note = (sentence: string): void => {
    said.push(sentence)
    status.say(sentence)
  }
  const blocks = sampleBlocks(model, 0, rows, { seed, where, ...wishes, ownRules, pool, progress, note })
  let written = 0
  let first: Table | undefined
  const counted = async function* (): AsyncGenerator<Table> {
    for await (const block of blocks) {
      written += block.rows
      first ??= block
      yield block
    }
  }
  try {
    await writeTables(output, counted(), model.schema, { format })
  } finally {
    status.clear()
  }
  return { rows: model.provenance.sequences ? rows : written, said, ...(first && { first }) }
}

function summary(path: string, learned: number, written: number, { model, output, report }: SynthFlags): string {
  const judged = report ? `; report in ${report}` : ''
  return `${model} learned ${formatNumberOf(learned, 'row')} of ${path} and wrote ${formatNumberOf(written, 'synthetic row')} to ${placeOf(output)}${judged}`
}

function placeOf(output: string): string {
  return output === '-' ? 'standard output' : output
}

/** Lines that change the meaning of the rows, at most. */
const mostSaid = 5

function inFew(sentences: readonly string[], path: string): readonly string[] {
  if (sentences.length <= mostSaid) return sentences
  return [...sentences.slice(0, mostSaid - 1), `${sentences.length - mostSaid + 1} more such lines: rowsmith inspect ${path}`]
}
