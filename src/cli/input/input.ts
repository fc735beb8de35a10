import { InputError, joinProblems, OptionError, SchemaError } from '../../errors.js'
import { readRaw } from '../../io/files.js'
import { readTable } from '../../node/files.js'
import type { ReadDatabaseOptions, ReadTable, ReadTableOptions, Schema, Table } from '../../node.js'
import { typeTable } from '../../pipeline/tables/bytes.js'
import { typeCompared } from '../../pipeline/tables/compared.js'
import { tallyWriting, type WritingTally } from '../../pipeline/tables/writing.js'
import type { EngineFlags, FormatFlag, InputFlags, RowsByTable } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'

/** The table in a file, read as the flags say. */
export async function readInput(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable> {
  return readTable(path, await readOptions(flags))
}

/** As `readInput`, for what needs at least one row. */
export async function readNonEmpty(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable> {
  const read = await readInput(path, flags)
  if (read.table.rows === 0) throw new InputError(path, 'has a header but no rows, so there is nothing to learn; give a table with rows')
  return read
}

/** As `readInput`, for data that nobody may hear anything of: nothing is guessed, what can't be read is missing, and no rows are no error. */
export async function readSilently(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable> {
  return readTable(path, { ...(await readOptions(flags)), guess: false })
}

/** A table, and how its cells were written. */
interface ComparedTable {
  readonly table: Table
  readonly writing: ReadonlyMap<string, WritingTally>
}

/** As `readInput`, with how cells are written. */
export async function readWritten(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable & ComparedTable> {
  const options = await readOptions(flags)
  const raw = await readRaw(path, options)
  const read = typeTable(raw, path, options)
  return { ...read, writing: tallyWriting(raw.raw, read.table, read.schema) }
}

/** Says which flags are for databases where one table is at hand. */
export function refuseDatabaseFlags(flags: Readonly<Record<string, unknown>> | object): void {
  const given = flags as Readonly<Record<string, unknown>>
  for (const name of ['orphans', 'keys', 'lookup', 'scale', 'blocks']) {
    if (given[name] !== undefined)
      throw new OptionError(`--${name}`, 'is for databases: a folder, several files, an SQLite file, or a model of one')
  }
}

/** Flags of synth, fit and sample that nothing of a database heeds, and what to do instead. */
const tableFlags: Readonly<Record<string, string>> = {
  ...named(
    ['delta', 'unit', 'maxRowsPerUnit', 'openLevels', 'allowHighEpsilon', 'ledger', 'totalEpsilon'],
    'no fit of a database is private',
  ),
  ...named(['rulesKeepRate', 'rulesModule'], 'rows of a database are held to the rules of --rules, always'),
  ...named(
    ['share', 'balance', 'margins', 'fair', 'fairBy', 'maxWeight', 'surprising', 'tail', 'distinct', 'cover', 'columns'],
    'say which rows there should be with --where, how many with --rows customers=1000 or --scale',
  ),
  audit: 'no fit of a database is audited',
  json: 'no fit of a database is audited',
  conditionOn: '--where goes to every column of a table that no other one owns, whatever was said at the fit',
  plan: 'it shows what an engine would be asked, and a database is read as a whole',
  suppressRare: 'group rare values in the tables themselves',
  publishable: 'rowsmith inspect says what the model of a database gives away',
  n: 'say --scale 2, or --rows customers=1000',
}

function named(flags: readonly string[], instead: string): Record<string, string> {
  return Object.fromEntries(flags.map((flag) => [flag, instead]))
}

/** Says which flags are for one table where a database is at hand, all of them in one error. */
export function refuseTableFlags(flags: object): void {
  const problems = Object.entries(flags as Readonly<Record<string, unknown>>)
    .filter(
      ([name, value]) => tableFlags[name] !== undefined && (name === 'audit' ? value === false : value !== undefined && value !== false),
    )
    .map(([name]) => `${writtenFlag(name)}: is for one table, and this is a database; leave it out (${tableFlags[name]})`)
  if (problems.length > 0) throw new OptionError('', joinProblems(problems))
}

function writtenFlag(name: string): string {
  if (name === 'audit') return '--no-audit'
  return name.length === 1 ? `-${name}` : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** The rows of one table that were asked for. */
export function singleRows({ rows }: { readonly rows?: number | RowsByTable }): number | undefined {
  if (typeof rows === 'object') throw new OptionError('--rows', 'by table are for databases; give a number')
  return rows
}

/** The flags as options for reading a database; throws an OptionError for those that are about the columns of one table. */
export async function databaseOptions(flags: InputFlags & FormatFlag & EngineFlags): Promise<ReadDatabaseOptions> {
  const single = {
    target: '--target',
    key: '--key',
    order: '--order',
    names: '--names',
    categorical: '--categorical',
    locale: '--locale',
  } as const
  for (const [name, flag] of Object.entries(single) as [keyof typeof single, string][]) {
    if ((flags[name]?.length ?? 0) > 0)
      throw new OptionError(flag, 'is about one table; say it in the schema of the database (rowsmith schema)')
  }
  if (flags.omit) throw new OptionError('--omit', 'is about one table, and a database is read as a whole; take the column out of its table')
  const engine = { sampleRows: '--sample-rows', memoryLimit: '--memory-limit', engineTimeout: '--engine-timeout' } as const
  for (const [name, flag] of Object.entries(engine) as [keyof typeof engine, string][]) {
    if (flags[name] !== undefined)
      throw new OptionError(flag, 'goes with --engine or --query, which read one table; a database is read as a whole')
  }
  const { schema, ...others } = flags
  const { roles: _, kinds: __, schema: ___, ...options } = await readOptions(others)
  return {
    ...options,
    schema: schema === undefined ? undefined : await (await import('../../node/databases.js')).readDatabaseSchema(schema),
  }
}

/** Tables to compare with a real one, read with its schema (see `typeCompared`). Throws one error that lists what is wrong with all of the files. */
export async function readCompared(
  paths: readonly string[],
  schema: Schema,
  options: ReadTableOptions,
  say: (sentence: string) => void,
): Promise<ComparedTable[]> {
  const tables: ComparedTable[] = []
  const problems: string[] = []
  for (const path of paths) {
    try {
      const { raw, facts } = await readRaw(path, { ...options, omit: undefined })
      // A synthetic table may be without what is left out already.
      const read = { raw: { ...raw, columns: raw.columns.filter(({ name }) => !options.omit?.includes(name)) }, facts }
      const table = typeCompared(read, path, schema, (sentence) => say(`${path}: ${sentence}`))
      tables.push({ table, writing: tallyWriting(read.raw, table, schema) })
    } catch (error) {
      if (error instanceof SchemaError) problems.push(`${path}: ${error.message}`)
      else if (error instanceof InputError) problems.push(error.message)
      else throw error
    }
  }
  if (problems.length > 0) throw new InputError('', joinProblems(problems))
  return tables
}
