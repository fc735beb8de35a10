import { InputError, OptionError } from '../../errors.js'
import { arrowTableToRaw } from '../../io/arrow/arrow.js'
import { bytesFrom, startsWith } from '../../io/bytes/bytes.js'
import { fileTypeOfPath, tableNameOf } from '../../io/facts.js'
import type { Read } from '../../io/formats.js'
import { readBytes } from '../../io/read.js'
import { readSqliteDatabase } from '../../io/sqlite/database.js'
import { rawFromRows } from '../../table/rows.js'
import { Table } from '../../table/table.js'
import type { ArrowTable } from '../tables/input.js'
import { type DatabaseOptions, type RawDatabase, type ReadDatabase, typeDatabase } from './type-database.js'

/** Tables by name as programs hold them: arrays of row objects, Arrow tables; or the bytes of files by the names of these. */
export type DatabaseInput = Readonly<Record<string, readonly object[] | ArrowTable | Uint8Array>>

/**
 * A database with its schema: the bytes of an SQLite file, or tables by name. Relations are as the file declares them, or else found by values
 * and names.
 *
 * @example
 * const { database, schema } = await readDatabase({
 *   customers: [{ id: 1, city: 'Bern' }, { id: 2, city: 'Basel' }],
 *   orders: [{ id: 1, customer_id: 2 }, { id: 2, customer_id: 2 }, { id: 3, customer_id: 1 }],
 * })
 */
export async function readDatabase(input: Uint8Array | DatabaseInput, options: DatabaseOptions = {}): Promise<ReadDatabase> {
  return typeDatabase(input instanceof Uint8Array ? await readSqliteBytes(input, 'database') : await readTables(input), 'database', options)
}

/** What an SQLite file holds. */
export async function readSqliteBytes(bytes: Uint8Array, where: string): Promise<RawDatabase> {
  if (!startsWith(bytes, 'SQLite format 3')) {
    throw new InputError(where, 'is no SQLite database; give tables by name: { orders: rows, "customers.csv": bytes }')
  }
  const { reads, keys, relations, statements, notes } = await readSqliteDatabase(bytes, where)
  return { reads, declared: { keys, relations }, statements, notes }
}

async function readTables(input: DatabaseInput): Promise<RawDatabase> {
  const entries = Object.entries(input)
  const [first] = entries
  if (!first) throw new OptionError('database', 'has no table; give at least one')
  if (entries.length === 1 && first[1] instanceof Uint8Array && startsWith(first[1], 'SQLite format 3'))
    return readSqliteBytes(first[1], first[0])
  const reads: Record<string, Read> = Object.create(null)
  for (const [given, table] of entries) {
    const name = table instanceof Uint8Array ? tableNameOf(given) : given
    if (Object.hasOwn(reads, name)) throw new InputError(given, `two tables are called ${name}; rename one`)
    reads[name] = await readTable(given, table)
  }
  return { reads, notes: [] }
}

async function readTable(name: string, table: DatabaseInput[string]): Promise<Read> {
  if (table instanceof Uint8Array) return readBytes(bytesFrom(table), { where: name, format: fileTypeOfPath(name)?.format })
  if (table instanceof Table) {
    throw new OptionError(
      name,
      'is a Table, which says nothing of what its cells mean; give its rows (toRows), or use it with its schema as it is',
    )
  }
  const raw = Array.isArray(table) ? rawFromRows(table) : await arrowTableToRaw(table as never)
  return { raw, facts: { format: 'json', compression: 'none', notes: [] } }
}
