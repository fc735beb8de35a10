import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RowsmithError } from '../../errors.js'
import { fileTypeOfPath } from '../../io/facts.js'
import { isFolder, listFolder, readFileBytes, readText } from '../../io/files.js'
import { readDatabase } from '../../pipeline/databases/read-database.js'
import type { DatabaseOptions, ReadDatabase } from '../../pipeline/databases/type-database.js'
import type { Database } from '../../relations/database.js'
import { splitFamilies } from '../../relations/families.js'
import { type DatabaseSchema, parseDatabaseSchema } from '../../relations/schema.js'
import type { PlannedDataset } from '../plan/plan.js'
import { BadOutput } from './read-tables.js'
import { writeRows } from './write-rows.js'

/** Two halves of a real database by families: what is learned, and what nobody sees. */
export interface RealHalves {
  readonly training: Database
  readonly holdout: Database
  readonly schema: DatabaseSchema
}

/** Another pair of halves for each seed, of the whole database or of about as many rows as the dataset says. */
export async function readHalves({ train, schema: known, lookups = [], most }: PlannedDataset, seed: number): Promise<RealHalves> {
  const given = known === undefined ? undefined : parseDatabaseSchema(JSON.parse(await readText(known)), known)
  const read = await readTables(train, given ? { schema: given } : {})
  const schema = withLookups(read.schema, lookups)
  const rows = Object.values(read.database).reduce((sum, table) => sum + table.rows, 0)
  const [whole] = most !== undefined && most < rows ? splitFamilies(read.database, schema, seed, most / rows) : [read.database]
  const [training, holdout] = splitFamilies(whole, schema, seed)
  return { training, holdout, schema }
}

function withLookups(schema: DatabaseSchema, names: readonly string[]): DatabaseSchema {
  const tables = Object.entries(schema.tables).map(([name, table]) => [name, names.includes(name) ? { ...table, role: 'lookup' } : table])
  return { ...schema, tables: Object.fromEntries(tables) }
}

async function readTables(path: string, options: DatabaseOptions): Promise<ReadDatabase> {
  if (!(await isFolder(path))) return readDatabase(await readFileBytes(path), options)
  const names = (await listFolder(path)).filter((name) => fileTypeOfPath(name))
  const files = await Promise.all(names.map(async (name) => [name, await readFileBytes(join(path, name))] as const))
  return readDatabase(Object.fromEntries(files), options)
}

/** Writes a folder with a CSV file for each table. */
export async function writeTables(folder: string, database: Database, { tables }: DatabaseSchema): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, schema] of Object.entries(tables)) await writeRows(join(folder, `${name}.csv`), [database[name]], schema)
}

/** The database that a synthesizer wrote. Throws a BadOutput that says what is wrong with it. */
export async function readSyntheticTables(folder: string, schema: DatabaseSchema): Promise<Database> {
  if (!(await isFolder(folder))) throw new BadOutput('wrote no folder of tables')
  const names = await listFolder(folder)
  const absent = Object.keys(schema.tables).filter((name) => !names.includes(`${name}.csv`))
  if (absent.length > 0) throw new BadOutput(`wrote no ${absent.map((name) => `${name}.csv`).join(', ')}`)
  try {
    const { database } = await readTables(folder, { schema, compared: true })
    const empty = Object.keys(schema.tables).filter((name) => database[name].rows === 0)
    if (empty.length > 0) throw new BadOutput(`wrote no rows of ${empty.join(', ')}`)
    return database
  } catch (error) {
    if (error instanceof RowsmithError) throw new BadOutput(`wrote what can't be read (${error.message.replaceAll(folder, 'its output')})`)
    throw error
  }
}
