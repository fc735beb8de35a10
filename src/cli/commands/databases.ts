import { OptionError } from '../../errors.js'
import { writeText } from '../../io/files.js'
import { defaultModel } from '../../models/loaded.js'
import { parseDatabaseModel, stringifyDatabaseModel } from '../../models/relational/model-file.js'
import { createDatabaseWriter, databasePlace, readDatabase } from '../../node/databases.js'
import type {
  Database,
  DatabaseSchema,
  FitDatabaseOptions,
  Pool,
  RelationalModel,
  SampleDatabaseOptions,
  WriteDatabaseOptions,
} from '../../node.js'
import { type EvaluateByFamiliesOptions, evaluateByFamilies } from '../../pipeline/databases/evaluate-by-families.js'
import { fitDatabase, sampleFamilies } from '../../pipeline/jobs/database.js'
import { repairDatabase } from '../../relations/repair.js'
import { renderDatabaseReport } from '../../report/html/database/index.js'
import { personalLevels } from '../../table/inference/summary.js'
import { databaseOptions, refuseTableFlags } from '../input/input.js'
import type { FitFlags, RowsByTable, RunFlags, SampleFlags, SynthFlags } from '../options/flags.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { withPool } from '../run/pool.js'
import { fileName, withOutput } from '../run/report.js'
import { createStatus, type Status } from '../run/status.js'
import { databaseRules } from './database-rules.js'

/** Learns a database and writes one like it. */
export async function synthDatabaseFiles(paths: readonly string[], flags: SynthFlags): Promise<void> {
  cleanUpOnInterrupt()
  refuseTableFlags(flags)
  const { report, metrics, output, save } = flags
  if (metrics && report === undefined)
    throw new OptionError('--metrics', 'says what a report judges; add --report report.html, or leave it out')
  refuseRowNumber(flags)
  databasePlace(output, placed(flags))
  const status = createStatus(flags.quiet)
  await withOutput(report, (write) =>
    withPool(flags.threads, async (pool) => {
      const source = await readSource(paths, { ...flags, format: undefined }, status)
      refuseUnknownTables(source.schema, flags)
      const options = { ...fitOptions(source, flags, pool, status), rules: await databaseRules(flags.rules) }
      const model = await fitDatabase(source.database, { ...options, note: status.say })
      if (save) await writeText(save, stringifyDatabaseModel(model))
      if (report !== undefined) await write(await judged(source, { ...options, ...(metrics && { metrics }) }, paths, status))
      // What --rules says is in the model already.
      await deliver(model, { ...flags, rules: [] }, output, pool, status)
    }),
  )
  if (report !== undefined) status.say(`the report is in ${report}`)
}

/** Writes a database by what a schema states, of this file. */
export async function synthDescribedDatabase(from: string, schema: DatabaseSchema, flags: SynthFlags): Promise<void> {
  cleanUpOnInterrupt()
  refuseTableFlags(flags)
  refuseRowNumber(flags)
  const { output, save, seed } = flags
  databasePlace(output, placed(flags))
  const status = createStatus(flags.quiet)
  refuseUnknownTables(schema, flags)
  const { describedDatabase } = await import('../../models/relational/described/described-database.js')
  const model = describedDatabase(schema, { seed, rules: await databaseRules(flags.rules), where: from })
  if (save) await writeText(save, stringifyDatabaseModel(model))
  await withPool(flags.threads, (pool) => deliver(model, { ...flags, rules: [] }, output, pool, status))
}

/** Fits a model to a database and writes it. */
export async function fitDatabaseFiles(paths: readonly string[], flags: FitFlags): Promise<void> {
  refuseTableFlags(flags)
  const status = createStatus(flags.quiet)
  const model = await withPool(flags.threads, async (pool) => {
    const source = await readSource(paths, flags, status)
    return fitDatabase(source.database, {
      ...fitOptions(source, flags, pool, status),
      rules: await databaseRules(flags.rules),
      note: status.say,
    })
  })
  await writeText(flags.output, stringifyDatabaseModel(model))
  status.clear()
  const rows = model.tables.reduce((sum, table) => sum + table.rows, 0)
  status.say(`relational learned ${rows.toLocaleString('en')} rows in ${model.tables.length} tables; the model is in ${flags.output}`)
}

/** Draws a database from the model in a file, of which this is the text. */
export async function sampleDatabaseModel(text: string, path: string, flags: SampleFlags): Promise<void> {
  refuseTableFlags(flags)
  const model = parseDatabaseModel(text, path)
  const { rows, output } = flags
  if (Array.isArray(rows))
    throw new OptionError('--rows', 'of a database are given by table (--rows customers=1000); a part of a run with --blocks')
  databasePlace(output, placed(flags))
  const status = createStatus(flags.quiet)
  const rules = await databaseRules(flags.rules)
  await withPool(flags.threads, (pool) => deliver(model, { ...flags, rules }, output, pool, status))
}

interface Source {
  readonly database: Database
  readonly schema: DatabaseSchema
}

/** The tables to learn from, put in order as the flags say. */
async function readSource(paths: readonly string[], flags: FitFlags | SynthFlags, status: Status): Promise<Source> {
  if (flags.epsilon !== undefined) {
    throw new OptionError(
      '--epsilon',
      'is for one table: what must be protected in a database is a row with everything it owns, and no private fit of that is built; leave it out, or fit one table alone',
    )
  }
  status.update(0, `reading ${paths.join(', ')}`)
  const read = await readDatabase(paths, await databaseOptions(flags))
  for (const note of read.notes) status.say(note)
  const settled = repairDatabase(read.database, read.schema, {
    ...(flags.orphans && { orphans: flags.orphans }),
    ...(flags.keys && { keys: flags.keys }),
  })
  for (const note of settled.notes) status.say(note)
  const schema = withLookups(settled.schema, flags.lookup ?? [])
  for (const sentence of saidOf(settled.database, schema)) status.say(sentence)
  return { database: settled.database, schema }
}

/** Rows of a table to which others refer and that refers to none, at most, that may be a list which everybody knows. */
const listRows = 100

/** What is copied, what might be, and what is written as it is although somebody may not want it. */
function saidOf(database: Database, { tables, relations }: DatabaseSchema): string[] {
  const names = Object.keys(tables)
  const lookups = names.filter((name) => tables[name]?.role === 'lookup')
  const isList = (name: string): boolean =>
    tables[name]?.role === undefined &&
    (database[name]?.rows ?? 0) <= listRows &&
    relations.some(({ parent }) => parent === name) &&
    !relations.some(({ child }) => child === name)
  const lists = names.filter(isList)
  return [
    ...lookups.map((name) => `${name} is a lookup: its ${database[name]?.rows} rows are written as they are`),
    ...names.flatMap((name) => {
      const personal = lookups.includes(name) ? undefined : personalLevels(tables[name])
      return personal === undefined ? [] : [`${name}: ${personal}`]
    }),
    ...(lists.length > 0
      ? [`${lists.join(', ')}: short, but drawn anew; what of it is public is written as it is with --lookup ${lists.join(',')}`]
      : []),
  ]
}

function fitOptions({ schema }: Source, { seed, option, model }: FitFlags | SynthFlags, pool: Pool, status: Status): FitDatabaseOptions {
  // The command's default is that of single tables, too.
  const own = model === 'relational' || model === defaultModel ? {} : { model }
  return { schema, seed, options: option, pool, progress: status.update, ...own }
}

/** The report on a model of half of the families, as HTML. */
async function judged({ database }: Source, options: EvaluateByFamiliesOptions, paths: readonly string[], status: Status): Promise<string> {
  const { evaluation, note } = await evaluateByFamilies(database, options)
  status.clear()
  status.say(note)
  const title = paths.length === 1 ? fileName(paths[0].replace(/[\\/]+$/, '')) : `${paths.length} tables`
  return renderDatabaseReport({ title, evaluation, notes: [note, `The seed is ${options.seed}.`] })
}

function withLookups(schema: DatabaseSchema, names: readonly string[]): DatabaseSchema {
  const tables = { ...schema.tables }
  for (const name of names) {
    const table = tables[name]
    if (!table) throw new OptionError('--lookup', `there is no table ${name}; there are ${Object.keys(tables).join(', ')}`)
    tables[name] = { ...table, role: 'lookup' }
  }
  return { ...schema, tables }
}

type Delivery = Pick<SampleFlags, 'scale' | 'where' | 'format' | 'blocks'> &
  RunFlags & { readonly rules?: readonly string[]; readonly rows?: SynthFlags['rows'] | SampleFlags['rows'] }

async function deliver(model: RelationalModel, flags: Delivery, output: string, pool: Pool, status: Status): Promise<void> {
  const { seed, scale, rows, blocks, where, rules } = flags
  const options: SampleDatabaseOptions = {
    ...{ seed, pool, note: status.say, progress: status.update },
    ...(scale !== undefined && { scale }),
    ...(rules && { rules }),
    ...(rows && { rows: rows as RowsByTable }),
    ...(blocks && { blocks }),
    ...(where !== undefined && { where: conditionOf(model.schema, where) }),
  }
  const counts = new Map<string, number>(Object.keys(model.schema.tables).map((name) => [name, 0]))
  const writer = await createDatabaseWriter(output, model.schema, placed(flags))
  try {
    for await (const { tables } of sampleFamilies(model, options)) {
      for (const [name, table] of Object.entries(tables)) counts.set(name, (counts.get(name) ?? 0) + table.rows)
      await writer.write(tables)
    }
    await writer.commit()
  } catch (error) {
    await writer.abort()
    throw error
  } finally {
    status.clear()
  }
  const written = [...counts].map(([name, count]) => `${name} ${count.toLocaleString('en')}`).join(' · ')
  status.say(`${written} rows are in ${output}`)
}

/** `customers: age > 60`: a condition on the rows of one table. */
function conditionOf({ tables }: DatabaseSchema, where: string): Record<string, string> {
  const name = Object.keys(tables).find((table) => where.startsWith(`${table}:`))
  if (name === undefined) {
    throw new OptionError(
      '--where',
      `must begin with the table that it is about: 'customers: age > 60'; there are ${Object.keys(tables).join(', ')}`,
    )
  }
  return { [name]: where.slice(name.length + 1).trim() }
}

function refuseRowNumber({ rows }: SynthFlags): void {
  if (typeof rows === 'number') throw new OptionError('--rows', 'of a database are given by table: --rows customers=1000; or say --scale 2')
}

/** Says before the fit what would only be found out after it. */
function refuseUnknownTables(schema: DatabaseSchema, { where, rows }: SynthFlags): void {
  if (where !== undefined) conditionOf(schema, where)
  const names = Object.keys(schema.tables)
  const unknown = typeof rows === 'object' ? Object.keys(rows).find((name) => !names.includes(name)) : undefined
  if (unknown !== undefined) throw new OptionError('--rows', `there is no table ${unknown}; there are ${names.join(', ')}`)
}

/** The format of the files in a folder, if one was asked for. */
function placed({ format }: Pick<SampleFlags, 'format'>): WriteDatabaseOptions {
  return format ? { format } : {}
}
