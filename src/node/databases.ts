import { InputError, joinProblems, OutputError, RowsmithError } from '../errors.js'
import { type FileFormat, fileTypeOfPath, formatNamed, tableNameOf, writtenFormats } from '../io/facts.js'
import {
  createOutput,
  isFolder,
  listFolder,
  makeFolder,
  type Output,
  type ReadOptions,
  readFileBytes,
  readRaw,
  readText,
} from '../io/files.js'
import type { Read } from '../io/formats.js'
import { createSqliteWriter } from '../io/sqlite/writer.js'
import { createTableWriter, type TableWriter } from '../io/writer.js'
import { type DatabaseInput, readDatabase as readDatabaseInput, readSqliteBytes } from '../pipeline/databases/read-database.js'
import { tableStatements } from '../pipeline/databases/table-statements.js'
import { type DatabaseOptions, type RawDatabase, type ReadDatabase, typeDatabase } from '../pipeline/databases/type-database.js'
import type { Database } from '../relations/database.js'
import { type DatabaseSchema, parseDatabaseSchema } from '../relations/schema.js'

/** How the files of a database are read, and what is known of their tables. */
export type ReadDatabaseOptions = DatabaseOptions & ReadOptions

/**
 * A database with its schema, from a folder with a table in each file, several files, an SQLite file, its bytes, or tables by name. Throws one
 * InputError that lists what is wrong with all files.
 */
export async function readDatabase(
  source: string | readonly string[] | Uint8Array | DatabaseInput,
  { schema, compared, ...options }: ReadDatabaseOptions = {},
): Promise<ReadDatabase> {
  if (typeof source !== 'string' && !isPaths(source)) return readDatabaseInput(source, { schema, compared })
  const paths = typeof source === 'string' ? [source] : source
  const [first = ''] = paths
  const where = paths.length === 1 ? first : 'database'
  return typeDatabase(await readPaths(paths, options), where, { schema, compared })
}

function isPaths(source: unknown): source is readonly string[] {
  return Array.isArray(source) && source.every((path) => typeof path === 'string')
}

async function readPaths(paths: readonly string[], options: ReadOptions): Promise<RawDatabase> {
  const [first] = paths
  if (first === undefined) throw new InputError('database', 'no file is named; give a folder, or files')
  if (paths.length > 1) return readFiles(paths, options, [])
  if (!(await isFolder(first))) {
    return fileTypeOfPath(first)?.format === 'sqlite' ? readSqliteBytes(await readFileBytes(first), first) : readFiles(paths, options, [])
  }
  const { tables, left, problems } = sortFolder(await listFolder(first))
  const folder = first.replace(/[\\/]+$/, '')
  if (tables.length === 0 && problems.length > 0) throw new InputError(first, joinProblems(problems))
  if (tables.length === 0)
    throw new InputError(first, 'is a folder without a table that can be read; give one with .csv, .parquet or other files of tables')
  const [only] = tables
  if (only !== undefined && tables.length === 1 && fileTypeOfPath(only)?.format === 'sqlite')
    return readPaths([`${folder}/${only}`], options)
  const notes = left.length > 0 ? [`left out, since no tables: ${left.join(', ')}`] : []
  return readFiles(
    tables.map((name) => `${folder}/${name}`),
    options,
    notes,
    problems.map((problem) => `${folder}/${problem}`),
  )
}

/** Files that come with tables and are none. */
const companions =
  /^(readme|licen[cs]e|copying|notice|changelog)\b|\.(md|markdown|sql|sql\.gz|html?|pdf|png|jpe?g|svg|gif|py|r|ipynb|log|yaml|yml)$|\.(schema|model|metadata)\.json$|^metadata\.json$/i
/** Endings of texts that may hold a table, or anything. */
const vague = /\.(txt|dat|data)(\.gz|\.zst)?$/i

/** What of a folder's files are tables, what goes with them, and what can't be told. */
function sortFolder(names: readonly string[]) {
  const left = names.filter((name) => companions.test(name))
  const others = names.filter((name) => !companions.test(name))
  const clear = others.filter((name) => fileTypeOfPath(name) && !vague.test(name))
  const tables = clear.length > 0 ? clear : others.filter((name) => vague.test(name))
  const problems = others
    .filter((name) => !tables.includes(name))
    .map((name) =>
      name.endsWith('/')
        ? `${name}: is a folder in the folder; take it out, or name the files of the tables one by one`
        : `${name}: can't be told to be a table by its ending; unpack it, take it out, or name the files of the tables one by one`,
    )
  const databases = tables.filter((name) => fileTypeOfPath(name)?.format === 'sqlite')
  if (databases.length > 0 && tables.length > 1) {
    problems.push(`${databases.join(', ')}: is a database of its own beside other tables; give it alone, or take it out`)
  }
  return { tables, left, problems }
}

/** Throws with the problems that are known already and all that come up. */
async function readFiles(
  paths: readonly string[],
  options: ReadOptions,
  notes: readonly string[],
  known: readonly string[] = [],
): Promise<RawDatabase> {
  const problems = [...known]
  const reads: Record<string, Read> = Object.create(null)
  const files = new Map<string, string>()
  for (const path of paths) {
    const name = tableNameOf(path)
    const other = files.get(name)
    if (other !== undefined) problems.push(`${path}: has the name of ${other}, and both would be the table ${name}; rename one`)
    files.set(name, path)
    try {
      reads[name] = await readRaw(path, options)
    } catch (error) {
      if (!(error instanceof RowsmithError)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0) throw new InputError('', joinProblems(problems))
  return { reads, notes }
}

/** A database being written; it appears under its name when it is whole. */
export interface DatabaseWriter {
  /** Rows of some of the tables, in addition to those written before. */
  write(tables: Database): Promise<void>
  commit(): Promise<void>
  abort(): Promise<void>
}

/** How the files of a database are written. */
export interface WriteDatabaseOptions {
  /** Of the files in a folder; CSV where absent. */
  readonly format?: FileFormat
}

/** Opens a folder with a file for each table, or an SQLite file for a path with such an ending. */
export async function createDatabaseWriter(
  path: string,
  schema: DatabaseSchema,
  { format }: WriteDatabaseOptions = {},
): Promise<DatabaseWriter> {
  return databasePlace(path, { format }) === 'file'
    ? sqliteFileWriter(path, schema)
    : folderWriter(path.replace(/[\\/]+$/, ''), schema, format ?? 'csv')
}

/** Whether a path names an SQLite file or a folder to write a database to; throws an OutputError where it names neither. */
export function databasePlace(path: string, { format }: WriteDatabaseOptions = {}): 'file' | 'folder' {
  if (path === '-') throw new OutputError('--output', 'must name a folder, or a file called .sqlite: a database has several tables')
  if (fileTypeOfPath(path)?.format === 'sqlite') {
    if (format === undefined || format === 'sqlite') return 'file'
    throw new OutputError(path, `holds all tables in one file, so there are none of format ${format}; name a folder, or leave --format out`)
  }
  if (fileTypeOfPath(path))
    throw new OutputError(path, 'is the name of one file, and a database has several; give a folder, or a file called .sqlite')
  if (format !== undefined && !formatNamed(format).write)
    throw new OutputError(path, `files of format ${format} can't be written; take one of ${writtenFormats.join(', ')}`)
  return 'folder'
}

/** Writes all tables as a folder of files, or as an SQLite file for a path with such an ending. */
export async function writeDatabase(
  path: string,
  database: Database,
  schema: DatabaseSchema,
  options: WriteDatabaseOptions = {},
): Promise<void> {
  const writer = await createDatabaseWriter(path, schema, options)
  try {
    await writer.write(database)
    await writer.commit()
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function folderWriter(folder: string, { tables }: DatabaseSchema, format: FileFormat): Promise<DatabaseWriter> {
  const outputs: Output[] = []
  const writers = new Map<string, TableWriter>()
  const unmake = await makeFolder(folder)
  const abort = async (): Promise<void> => {
    for (const output of outputs) await output.abort()
    await unmake()
  }
  try {
    for (const [name, schema] of Object.entries(tables)) {
      const output = await createOutput(`${folder}/${fileNameOf(name)}.${formatNamed(format).endings[0]}`)
      outputs.push(output)
      writers.set(name, await createTableWriter(format, schema, output))
    }
  } catch (error) {
    await abort()
    throw error
  }
  return {
    write: async (database) => {
      for (const [name, table] of Object.entries(database)) await writers.get(name)?.write(table)
    },
    commit: async () => {
      for (const writer of writers.values()) await writer.close()
      for (const output of outputs) await output.commit()
    },
    abort,
  }
}

/** A table's name as that of a file: what file systems refuse is left out. */
function fileNameOf(table: string): string {
  return table.replaceAll(/[\\/:*?"<>|]/g, '_')
}

async function sqliteFileWriter(path: string, schema: DatabaseSchema): Promise<DatabaseWriter> {
  const output = await createOutput(path)
  const writer = await createSqliteWriter(schema.statements ?? tableStatements(schema), schema.tables, path).catch(async (error) => {
    await output.abort()
    throw error
  })
  return {
    write: async (database) => {
      for (const [name, table] of Object.entries(database)) writer.write(name, table)
    },
    commit: async () => {
      await output.write(writer.finish())
      await output.commit()
      writer.close()
    },
    abort: async () => {
      writer.close()
      await output.abort()
    },
  }
}

/** The schema of a database in a JSON file that `rowsmith schema` wrote and somebody may have edited. */
export async function readDatabaseSchema(path: string): Promise<DatabaseSchema> {
  const text = await readText(path)
  try {
    return parseDatabaseSchema(JSON.parse(text), path)
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(path, `is no valid JSON (${error.message}); a missing comma or quote?`)
    throw error
  }
}
