import { OptionError } from '../../errors.js'
import { writeText } from '../../io/files.js'
import { defaultModel } from '../../models/loaded.js'
import { parseDatabaseModel, stringifyDatabaseModel } from '../../models/relational/model-file.js'
import type { RelationalModel } from '../../models/relational/state.js'
import type { Pool } from '../../models/synthesizer.js'
import { createDatabaseWriter, readDatabase } from '../../node-databases.js'
import { fitDatabase, type SampleDatabaseOptions, sampleFamilies } from '../../pipeline/jobs/database.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { settleDatabase } from '../../relations/settle.js'
import type { FitFlags, RowsByTable, RunFlags, SampleFlags, SynthFlags } from '../flags.js'
import { databaseOptions } from '../input.js'
import { cleanUpOnInterrupt } from '../interrupt.js'
import { withPool } from '../pool.js'
import { createStatus, type Status } from '../status.js'

/** Learns a database and writes one like it. */
export async function synthDatabase(paths: readonly string[], flags: SynthFlags): Promise<void> {
  cleanUpOnInterrupt()
  if (flags.output === '-') throw new OptionError('--output', 'must name a folder, or a file called .sqlite: a database has several tables')
  if (flags.report) throw new OptionError('--report', 'is written by rowsmith evaluate for databases; leave it out here')
  const status = createStatus(flags.quiet)
  await withPool(flags.threads, async (pool) => {
    const model = await learn(paths, flags, pool, status)
    if (flags.save) await writeText(flags.save, stringifyDatabaseModel(model))
    await deliver(model, flags, flags.output, pool, status)
  })
}

/** Fits a model to a database and writes it. */
export async function fitDatabaseFiles(paths: readonly string[], flags: FitFlags): Promise<void> {
  const status = createStatus(flags.quiet)
  const model = await withPool(flags.threads, (pool) => learn(paths, flags, pool, status))
  await writeText(flags.output, stringifyDatabaseModel(model))
  status.clear()
  const rows = model.tables.reduce((sum, table) => sum + table.rows, 0)
  status.say(`relational learned ${rows.toLocaleString('en')} rows in ${model.tables.length} tables; the model is in ${flags.output}`)
}

/** Draws a database from the model in a file, of which this is the text. */
export async function sampleDatabaseModel(text: string, path: string, flags: SampleFlags): Promise<void> {
  const model = parseDatabaseModel(text, path)
  const { n, rows, output } = flags
  if (n !== undefined) throw new OptionError('-n', 'is for one table; say --scale 2, or --rows customers=1000')
  if (Array.isArray(rows))
    throw new OptionError('--rows', 'of a database are given by table (--rows customers=1000); a part of a run with --blocks')
  if (output === '-') throw new OptionError('--output', 'must name a folder, or a file called .sqlite: a database has several tables')
  const status = createStatus(flags.quiet)
  await withPool(flags.threads, (pool) => deliver(model, flags, output, pool, status))
}

async function learn(paths: readonly string[], flags: FitFlags | SynthFlags, pool: Pool, status: Status): Promise<RelationalModel> {
  if (flags.epsilon !== undefined) {
    throw new OptionError(
      '--epsilon',
      'is for one table: what must be protected in a database is a row with everything it owns, and no private fit of that is built; leave it out, or fit one table alone',
    )
  }
  status.update(0, `reading ${paths.join(', ')}`)
  const read = await readDatabase(paths, await databaseOptions({ ...flags, format: undefined }))
  for (const note of read.notes) status.say(note)
  const settled = settleDatabase(read.database, read.schema, {
    ...(flags.orphans && { orphans: flags.orphans }),
    ...(flags.keys && { keys: flags.keys }),
  })
  for (const note of settled.notes) status.say(note)
  const schema = withLookups(settled.schema, flags.lookup ?? [])
  for (const [name, { role }] of Object.entries(schema.tables)) {
    if (role === 'lookup') status.say(`${name} is a lookup: its ${settled.database[name]?.rows} rows are written as they are`)
  }
  const options = { schema, seed: flags.seed, options: flags.option, pool, note: status.say, progress: status.update }
  // The command's default is that of single tables, too.
  return fitDatabase(
    settled.database,
    flags.model === 'relational' || flags.model === defaultModel ? options : { ...options, model: flags.model },
  )
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
  RunFlags & { readonly rows?: SynthFlags['rows'] | SampleFlags['rows'] }

async function deliver(model: RelationalModel, flags: Delivery, output: string, pool: Pool, status: Status): Promise<void> {
  const { seed, scale, rows, blocks, where, format } = flags
  if (typeof rows === 'number') throw new OptionError('--rows', 'of a database are given by table: --rows customers=1000; or say --scale 2')
  const options: SampleDatabaseOptions = {
    ...{ seed, pool, note: status.say, progress: status.update },
    ...(scale !== undefined && { scale }),
    ...(rows && { rows: rows as RowsByTable }),
    ...(blocks && { blocks }),
    ...(where !== undefined && { where: conditionOf(model, where) }),
  }
  const counts = new Map<string, number>(Object.keys(model.schema.tables).map((name) => [name, 0]))
  const writer = await createDatabaseWriter(output, model.schema, format ? { format } : {})
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
function conditionOf(model: RelationalModel, where: string): Record<string, string> {
  const name = Object.keys(model.schema.tables).find((table) => where.startsWith(`${table}:`))
  if (name === undefined) {
    throw new OptionError(
      '--where',
      `must begin with the table that it is about: 'customers: age > 60'; there are ${Object.keys(model.schema.tables).join(', ')}`,
    )
  }
  return { [name]: where.slice(name.length + 1).trim() }
}
