import { InputError, OptionError } from '../../errors.js'
import type { AskOptions } from '../../sql/asking.js'
import { type DialectName, derivedQuery, dialectOf, quotedTable } from '../../sql/dialects.js'
import type { Engine, EngineColumn } from '../../sql/engine.js'
import { firstLine, SqlSource } from '../../sql/source.js'

/** A client of the user's own: whatever answers SQL. */
export interface SqlClient {
  readonly dialect: DialectName
  /** Rows as arrays, or as objects whose properties are in the order of the columns. */
  run(sql: string, signal?: AbortSignal): Promise<readonly (readonly unknown[] | object)[]>
  /** Names and types of the columns of the table; told from its first row where absent. */
  columns?(from: string): Promise<readonly EngineColumn[]>
  /** For provenance, such as `Snowflake 9.30`. */
  readonly name?: string
  /** True: the session may write a temporary table of codes, which saves much work; DuckDB and Spark only. */
  readonly writes?: boolean
  close?(): Promise<void>
}

/**
 * A table or a query behind a client, to be given to `fit` in place of a table. A query is one statement that selects.
 *
 * @example
 * const source = await sqlSource({ dialect: 'duckdb', run: async () => [[1]], columns: async () => [{ name: 'age', type: 'bigint' }] }, 'select age from people')
 */
export async function sqlSource(client: SqlClient, query: string, options: AskOptions = {}): Promise<SqlSource> {
  const engine: Engine = {
    name: client.name ?? dialectOf(client.dialect).name,
    dialect: client.dialect,
    writes: client.writes ?? false,
    run: async (sql, signal) => columnsOfRows(await untilGivenUp(client.run(sql, signal), signal)),
    ...(client.columns && { columns: (from: string) => (client.columns as NonNullable<SqlClient['columns']>)(from) }),
    close: async () => await client.close?.(),
  }
  const described = dialectOf(client.dialect).describe !== null || client.columns !== undefined
  const whole = described ? engine : { ...engine, columns: (from: string) => guessedColumns(client, from) }
  return await openSource(whole, { query }, options)
}

/** The answer of a client, or that nobody waits for it any more: not every client heeds a signal. */
async function untilGivenUp<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await answer
  return await new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

async function checked(engine: Engine, query: string): Promise<void> {
  try {
    await engine.check?.(query)
  } catch (error) {
    if (error instanceof OptionError) throw error
    throw new InputError('the query', `can't be read by ${engine.name} (${firstLine(error)})`, { cause: error })
  }
}

/** The table or the query of an engine; `name` is what messages call the table. */
export async function openSource(
  engine: Engine,
  what: { readonly table?: string | undefined; readonly query?: string | undefined; readonly name?: string | undefined },
  options: AskOptions = {},
): Promise<SqlSource> {
  const { table, query, name = table ?? '' } = what
  if (table !== undefined && query !== undefined) throw new OptionError('--query', 'and --table go one without the other; give one')
  if (query !== undefined) {
    const from = derivedQuery(query)
    await checked(engine, query)
    return await SqlSource.open(engine, from, 'the query', options)
  }
  if (table === undefined) throw new OptionError('--table', 'or --query says what of the database is meant; give one')
  return await SqlSource.open(engine, quotedTable(dialectOf(engine.dialect), table), name, options)
}

function columnsOfRows(rows: readonly (readonly unknown[] | object)[]): unknown[][] {
  const arrays = rows.map((row) => (Array.isArray(row) ? (row as readonly unknown[]) : Object.values(row)))
  return (arrays[0] ?? []).map((_, i) => arrays.map((row) => row[i]))
}

/** What columns there are, from the first row that has a value in them, where nobody says. */
async function guessedColumns({ run }: SqlClient, from: string): Promise<EngineColumn[]> {
  const rows = await run(`select * from ${from} limit 100`)
  const [first] = rows
  if (first === undefined || Array.isArray(first))
    throw new OptionError('columns', 'can be told from rows that are objects only, and at least one; give the client a function "columns"')
  return Object.keys(first).map((name) => {
    const value = rows.map((row) => (row as Record<string, unknown>)[name]).find((cell) => cell !== null && cell !== undefined)
    return { name, type: typeOf(value) }
  })
}

function typeOf(value: unknown): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return 'bigint'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'boolean') return 'boolean'
  return value instanceof Date ? 'timestamp' : 'varchar'
}
