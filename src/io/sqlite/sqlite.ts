import type { Database as SqliteDatabase, SqlJsStatic } from 'sql.js'
import { InputError } from '../../errors.js'
import type { RawColumn, RawTable } from '../../table/raw.js'
import { mixedType } from '../../table/typing/mixed.js'
import { type Bytes, collectBytes } from '../bytes/bytes.js'
import { distinctNames } from '../column-names.js'
import type { Read } from '../formats.js'
import { optional } from '../optional.js'
import { hexText } from '../typed/exact.js'
import { asTexts, TypedColumnBuilder } from '../typed/typed-column.js'

let loading: Promise<SqlJsStatic> | undefined

/** The library that reads and writes SQLite, an optional peer. */
export function loadSqlite(): Promise<SqlJsStatic> {
  loading ??= optional(() => import('sql.js'), 'sql.js', 'SQLite databases').then(({ default: init }) => init())
  return loading
}

/** Opens a database for as long as `use` takes. */
export async function withSqlite<Result>(bytes: Uint8Array | null, use: (database: SqliteDatabase) => Result): Promise<Result> {
  const { Database } = await loadSqlite()
  const database = new Database(bytes)
  try {
    return use(database)
  } finally {
    database.close()
  }
}

/** A table, or a view, of an SQLite database: the one of this name, or the only one there is. */
export async function readSqlite(
  source: Bytes,
  { table, where = 'table' }: { readonly table?: string; readonly where?: string } = {},
): Promise<Read> {
  return withSqlite(await collectBytes(source), (database) => {
    const found = query(
      database,
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name",
      where,
    )
    const name = tableNamed(
      found.map(([name]) => String(name)),
      table,
      where,
    )
    const { raw, notes } = readSqliteRows(database, name)
    return { raw, facts: { format: 'sqlite', compression: 'none', notes: [`the table ${name} of the database`, ...notes] } }
  })
}

/** All rows of a table or view. */
export function readSqliteRows(database: SqliteDatabase, name: string): { readonly raw: RawTable; readonly notes: readonly string[] } {
  const statement = database.prepare(`SELECT * FROM ${quoted(name)}`)
  const { names, notes } = distinctNames(statement.getColumnNames())
  const columns = names.map((column) => new SqliteColumn(column))
  // The types of the library lack the second argument.
  const reader = statement as unknown as { get(params: null, config: { readonly useBigInt: boolean }): unknown[] }
  let rows = 0
  for (; statement.step(); rows++) {
    const cells = reader.get(null, { useBigInt: true })
    for (let j = 0; j < columns.length; j++) columns[j]?.put(cells[j])
  }
  statement.free()
  return { raw: { rows, columns: columns.map((column) => column.finish()) }, notes }
}

/** A name as SQL has it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The rows that a query gives; throws an InputError where the file can't be read. */
export function query(database: SqliteDatabase, sql: string, where: string): readonly (readonly unknown[])[] {
  try {
    return database.exec(sql)[0]?.values ?? []
  } catch (cause) {
    throw new InputError(where, `can't be read as an SQLite database (${(cause as Error).message}); is it cut off or damaged?`, { cause })
  }
}

function tableNamed(tables: readonly string[], wanted: string | undefined, where: string): string {
  const [first] = tables
  if (first === undefined) throw new InputError(where, 'is a database without tables')
  if (wanted !== undefined && !tables.includes(wanted))
    throw new InputError(where, `has no table '${wanted}'; give one of ${tables.join(', ')}`)
  if (wanted === undefined && tables.length > 1)
    throw new InputError(where, `has ${tables.length} tables; name one with --table: ${tables.join(', ')}`)
  return wanted ?? first
}
/** A column of whatever values its cells hold, since SQLite lets each have a type of its own; of several types it becomes one of texts. */
class SqliteColumn {
  readonly #cells: TypedColumnBuilder
  readonly #types = new Set<string>()
  /** Whether a text looks like a value of another type. */
  #isAmbiguous = false

  constructor(name: string) {
    this.#cells = new TypedColumnBuilder(name)
  }

  put(value: unknown): void {
    if (value === null || value === undefined) this.#cells.pushNull()
    else if (typeof value === 'bigint') {
      this.#types.add('int64')
      this.#cells.pushWhole(value)
    } else if (typeof value === 'number') {
      this.#types.add('float64')
      this.#cells.pushNumber(value)
    } else if (value instanceof Uint8Array) {
      this.#types.add('binary')
      this.#cells.pushToken(hexText(value))
    } else {
      this.#types.add('utf8')
      const text = String(value)
      this.#isAmbiguous ||= mixedType(text) !== 'text'
      this.#cells.pushToken(text)
    }
  }

  finish(): RawColumn {
    const types = [...this.#types]
    if (types.length <= 1) return this.#cells.finish({ type: types[0] ?? 'null' })
    if (types.every((type) => type !== 'utf8' && type !== 'binary')) return this.#cells.finish({ type: 'float64' })
    return asTexts(this.#cells, this.#isAmbiguous || this.#types.has('binary') ? 'utf8' : 'mixed')
  }
}
