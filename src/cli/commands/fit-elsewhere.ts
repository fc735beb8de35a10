import { InputError, OptionError } from '../../errors.js'
import { loadModel } from '../../models/loaded.js'
import { conditionsInWords } from '../../models/shell/condition-on.js'
import type { FitOptions } from '../../models/shell/fit.js'
import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { writeModel } from '../../node/files.js'
import { isPostgres } from '../../node/paths.js'
import { fitSource } from '../../pipeline/elsewhere/fit-source.js'
import { engineQueries } from '../../pipeline/elsewhere/plan.js'
import { checkPublishable } from '../../pipeline/privacy/publishable.js'
import { type Schema, withRoles } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { withSource } from '../input/source.js'
import type { FitFlags } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'
import { audited } from '../run/audit.js'
import { withPool } from '../run/pool.js'
import type { Status } from '../run/status.js'
import { fitBooked, sayPrivateFit } from './privacy/fit.js'

/** Fits a model to a table that lies elsewhere and writes it. */
export async function fitElsewhereFile(
  path: string | undefined,
  flags: FitFlags,
  privacy: PrivacyOptions | undefined,
  status: Status,
): Promise<void> {
  if (flags.suppressRare !== undefined)
    throw new OptionError('--suppress-rare', 'changes rows, which an engine does not; read one file into memory')
  if (flags.rules !== undefined)
    throw new OptionError('--rules', 'are checked row by row, which an engine does not; read one file into memory')
  if (flags.rulesKeepRate) throw new OptionError('--rules-keep-rate', 'goes with --rules, which an engine does not check; leave it out')
  if (flags.sampleRows !== undefined && (await loadModel(flags.model)).learnsCounts)
    throw new OptionError(
      '--sample-rows',
      `goes with models that learn a sample, and ${flags.model} learns counts of all rows; leave it out`,
    )
  if (flags.json !== undefined && (await loadModel(flags.model)).learnsCounts)
    throw new OptionError('--json', `takes what an audit of rows found, and ${flags.model} learns counts; leave it out`)
  if (privacy) return await fitElsewherePrivately(path, flags, privacy, status)
  const { schema, roles, kinds } = await readOptions(flags)
  const model = await withSource(path, flags, status, async (source, signal) => {
    if (source.rows === 0) throw new InputError(source.name, 'has no rows, so there is nothing to learn; give a table with rows')
    return await withPool(flags.threads, (pool) =>
      fitSource(source, {
        ...{ schema, roles, kinds, model: flags.model, options: flags.option, seed: flags.seed, conditionOn: flags.conditionOn ?? [] },
        ...{ sampleRows: flags.sampleRows, pool, signal, progress: status.update, onNote: status.say },
        ...(flags.audit && {
          onSample: async (sample: Table, known: Schema, asked: FitOptions) =>
            (await audited(sample, known, asked, status, flags.json)).options,
        }),
      }),
    )
  })
  if (flags.publishable) checkPublishable(model, flags.output, flags.suppressRare)
  await writeModel(flags.output, model)
  status.clear()
  if (flags.conditionOn) status.say(conditionsInWords(flags.model, flags.conditionOn))
  status.say(`${fitInWords(model, nameOf(path, flags))}; the model is in ${flags.output}`)
}

/** By counts of public cells alone; of what goes wrong nothing is said that the rows could have caused. */
async function fitElsewherePrivately(path: string | undefined, flags: FitFlags, privacy: PrivacyOptions, status: Status): Promise<void> {
  const { schema: given, roles = {} } = await readOptions(flags)
  const schema = withRoles(given as Schema, roles)
  const model = await fitBooked(schema, flags, privacy, (booked) =>
    withSource(
      path,
      flags,
      status,
      (source, signal) =>
        withPool(flags.threads, (pool) =>
          fitSource(source, {
            ...{
              schema,
              model: flags.model,
              options: flags.option,
              seed: flags.seed,
              privacy: booked,
              pool,
              signal,
              progress: status.update,
            },
          }),
        ),
      true,
    ),
  )
  await writeModel(flags.output, model)
  status.clear()
  sayPrivateFit(model, `${nameOf(path, flags)} was counted by ${model.provenance.engine}; the model is in ${flags.output}`, status)
}

/** A name that gives no address, no user and no query away. */
function nameOf(path: string | undefined, { table, query }: FitFlags): string {
  if (query !== undefined) return 'the query'
  if (table !== undefined) return table
  return path ?? 'the table'
}

function fitInWords({ model, provenance }: FittedModel, name: string): string {
  const { rows, sampled, engine } = provenance
  const count = (n: number): string => n.toLocaleString('en')
  if (sampled !== undefined) return `${model} learned a sample of ${count(rows)} of the rows of ${name} (drawn by ${engine})`
  const structure = model === 'bayesian-network' && rows > 50_000 ? '; structure from 50,000 rows drawn by chance' : ''
  return `${model} learned ${count(rows)} rows of ${name} (counted by ${engine}${structure})`
}

/** Prints what an engine would be asked. */
export async function planFit(path: string | undefined, flags: FitFlags): Promise<void> {
  const { schema } = await readOptions(flags)
  const plan = await engineQueries(schema, {
    ...{ model: flags.model, source: nameOf(path, flags), dialect: dialectNamed(path, flags), privately: flags.epsilon !== undefined },
  })
  process.stdout.write(`${plan}\n`)
}

function dialectNamed(path: string | undefined, { engine }: FitFlags): 'duckdb' | 'postgres' | 'spark' {
  if (isPostgres(path)) return 'postgres'
  return engine === undefined || engine === 'duckdb' || engine === 'memory' ? 'duckdb' : 'spark'
}
