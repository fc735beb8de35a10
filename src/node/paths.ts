import { statSync } from 'node:fs'
import { fileTypeOfPath } from '../io/facts.js'
import { isFolder } from '../io/files.js'

/** How a path of a database of DuckDB begins. */
export const duckdb = /^duckdb:/
const postgres = /^postgres(ql)?:\/\//

/** Whether a source is a database of Postgres. */
export function isPostgres(path: string | undefined): boolean {
  return postgres.test(path ?? '')
}

/** Whether a source is a database, of which a table is named. */
export function isDatabase(path: string): boolean {
  return duckdb.test(path) || isPostgres(path)
}

/** Whether this engine is a command, which knows its own tables. */
export function isCommand(engine: string | undefined): boolean {
  return engine !== undefined && engine !== 'duckdb' && engine !== 'memory'
}

interface Asked {
  readonly engine?: string | undefined
  readonly query?: string | undefined
}

/** Whether a source is read by an engine rather than into memory: it says so, or it is none of one file. */
export function liesElsewhere(path: string | undefined, { engine, query }: Asked): boolean {
  if (engine === 'memory') return false
  if (engine !== undefined || query !== undefined || path === undefined) return true
  return isDatabase(path) || isSeveralFiles(path)
}

function isSeveralFiles(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? found.isDirectory() : /[*?[]/.test(path)
}

/** Whether a command was given a database rather than one table: a folder, several files, or an SQLite file without the name of a table. */
export async function isDatabasePath(paths: readonly string[], { table }: { readonly table?: string } = {}): Promise<boolean> {
  const [first] = paths
  if (first === undefined || paths.length > 1) return paths.length > 1
  if (await isFolder(first)) return true
  return table === undefined && fileTypeOfPath(first)?.format === 'sqlite'
}
