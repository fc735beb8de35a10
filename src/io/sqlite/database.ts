import type { Database as SqliteDatabase } from 'sql.js'
import { InputError } from '../../errors.js'
import type { Read } from '../formats.js'
import { query, readSqliteRows, withSqlite } from './sqlite.js'

/** A reference from one table to another, as the file declares it. */
interface DeclaredRelation {
  readonly child: string
  readonly columns: string[]
  readonly parent: string
  readonly key: string[]
}

/** Everything in an SQLite file: its tables, the keys and relations that it declares, and the statements that make them. */
export interface SqliteContents {
  readonly reads: Readonly<Record<string, Read>>
  readonly keys: Readonly<Record<string, readonly string[]>>
  readonly relations: readonly DeclaredRelation[]
  /** Tables first, then indexes, views and triggers. */
  readonly statements: readonly string[]
  readonly notes: readonly string[]
}

/** Reads all tables of an SQLite file. Views, and tables that hold the indexes of a search, are left out. */
export async function readSqliteDatabase(bytes: Uint8Array, where: string): Promise<SqliteContents> {
  return withSqlite(bytes, (database) => {
    const listed = query(
      database,
      "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
      where,
    )
    const order = query(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid", where).map(([name]) => String(name))
    const kinds = new Map(listed.map(([name, type]) => [String(name), String(type)]))
    const names = order.filter((name) => kinds.get(name) === 'table')
    if (names.length === 0) throw new InputError(where, 'is a database without tables')
    const left = [...kinds].filter(([, type]) => type === 'virtual').map(([name]) => name)
    const infos = new Map(names.map((name) => [name, columnsOf(database, name, where)] as const))
    const { relations, notes } = relationsOf(database, infos, where)
    const reads: [string, Read][] = names.map((name) => {
      const { raw, notes } = readSqliteRows(database, name)
      return [name, { raw, facts: { format: 'sqlite', compression: 'none', notes } }]
    })
    return {
      reads: Object.fromEntries(reads),
      keys: Object.fromEntries([...infos].flatMap(([name, { key }]) => (key.length > 0 ? [[name, key]] : []))),
      relations,
      statements: statementsOf(database, new Set(names), where),
      notes: [...(left.length > 0 ? [`left out, since they are indexes of a search: ${left.join(', ')}`] : []), ...notes],
    }
  })
}

interface TableInfo {
  readonly columns: readonly string[]
  readonly key: readonly string[]
}

function columnsOf(database: SqliteDatabase, name: string, where: string): TableInfo {
  const rows = query(database, `SELECT name, pk FROM pragma_table_info(${literal(name)})`, where)
  const key = rows.filter(([, pk]) => Number(pk) > 0).sort(([, a], [, b]) => Number(a) - Number(b))
  return { columns: rows.map(([column]) => String(column)), key: key.map(([column]) => String(column)) }
}

/** The foreign keys, with names as the tables have them (SQL doesn't mind upper and lower case); what they name must be there. */
function relationsOf(database: SqliteDatabase, infos: ReadonlyMap<string, TableInfo>, where: string) {
  const relations: DeclaredRelation[] = []
  const notes: string[] = []
  for (const [child, { columns: own }] of infos) {
    const rows = query(
      database,
      `SELECT id, seq, "table", "from", "to" FROM pragma_foreign_key_list(${literal(child)}) ORDER BY id DESC, seq`,
      where,
    )
    for (const id of new Set(rows.map(([id]) => id))) {
      const parts = rows.filter(([other]) => other === id)
      const parent = named([...infos.keys()], parts[0]?.[2])
      const info = infos.get(parent ?? '')
      const columns = parts.map(([, , , from]) => named(own, from))
      const key = parts.map(([, , , , to], i) => (to === null ? info?.key[i] : named(info?.columns ?? [], to)))
      if (parent === undefined || [...columns, ...key].includes(undefined)) {
        notes.push(`${child} declares a reference to ${String(parts[0]?.[2])}, which isn't there as declared; it is left out`)
      } else relations.push({ child, columns: columns as string[], parent, key: key as string[] })
    }
  }
  return { relations, notes }
}

function named(names: readonly string[], wanted: unknown): string | undefined {
  return names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === String(wanted).toLowerCase())
}

function statementsOf(database: SqliteDatabase, tables: ReadonlySet<string>, where: string): string[] {
  const rows = query(
    database,
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    where,
  )
  const of = (...types: string[]): string[] =>
    rows
      .filter(([type, , table]) => types.includes(String(type)) && (type === 'view' || tables.has(String(table))))
      .map(([, , , sql]) => String(sql))
  return [...of('table'), ...of('index'), ...of('view'), ...of('trigger')]
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
