import { statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, OptionError, PrivacyError } from '../errors.js'
import { sniffed } from '../pipeline/elsewhere/fit-source.js'
import { openSource } from '../pipeline/elsewhere/sql-source.js'
import type { AskOptions } from '../sql/asking.js'
import type { Engine } from '../sql/engine.js'
import type { SqlSource } from '../sql/source.js'
import { openDuckdb } from './duckdb.js'
import { openEngineCommand } from './engine-command.js'
import { duckdb, isCommand, isDatabase, isPostgres } from './paths.js'
import { openPostgres } from './postgres.js'

/** Where a table lies, and what counts it. */
export interface SourceOptions extends AskOptions {
  /** `memory`, `duckdb`, or a command that answers SQL; see `openEngineCommand`. */
  readonly engine?: string | undefined
  readonly table?: string | undefined
  /** One statement that selects. Of files: from the table `data`. */
  readonly query?: string | undefined
  /** Threads of DuckDB, and its memory: `2GB`. */
  readonly threads?: number | undefined
  readonly memoryLimit?: string | undefined
  /** Seconds without an answer after which a command is given up. */
  readonly timeout?: number | undefined
}

/**
 * A table behind an engine: `duckdb:PATH` with a table or a query, `postgres://…`, a glob or a folder of Parquet or CSV files by DuckDB, or
 * whatever an engine command reads. Close it when done.
 */
export async function openTable(path: string | undefined, options: SourceOptions = {}): Promise<SqlSource> {
  const { table, query, engine: named } = options
  const engine = await engineFor(path, options)
  const isFiles = !isCommand(named) && !isDatabase(path ?? '')
  const asked = { signal: options.signal, onQuery: options.onQuery, silent: options.silent }
  try {
    if (isFiles && table !== undefined)
      throw new OptionError('--table', 'names a table of a database, and files are none; leave it out, or give --query')
    return await openSource(engine, isFiles && query === undefined ? { table: 'data', name: path } : { table, query }, asked)
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function engineFor(path: string | undefined, { engine, threads, memoryLimit, timeout, silent }: SourceOptions): Promise<Engine> {
  const limits = { ...(threads && { threads }), ...(memoryLimit && { memoryLimit }) }
  if (engine !== undefined && isCommand(engine)) {
    if (path !== undefined)
      throw new OptionError(
        '--engine',
        `is a command that knows its own tables, so no file is given (got ${path}); name one with --table or --query`,
      )
    return await openEngineCommand(engine, { ...(timeout !== undefined && { timeout }), ...(silent && { silent }) })
  }
  if (path === undefined) throw new OptionError('table', 'is missing; give a file, a glob, duckdb:PATH or postgres://user@host/database')
  if (isPostgres(path)) {
    if (engine !== undefined) throw new OptionError('--engine', 'goes without a postgres:// source, which counts by itself; leave it out')
    return await openPostgres(path)
  }
  if (engine === 'memory') throw new OptionError('--engine', 'memory reads one file; leave it out for globs, folders and databases')
  if (duckdb.test(path)) {
    const file = path.replace(duckdb, '')
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new InputError(file, 'there is no such database; check the name')
    return await openDuckdb({ database: file }, limits)
  }
  if (path === '-') throw new OptionError('--engine', 'reads files, not standard input; give a file')
  const files = patternsOf(path)
  if (silent && files.format === 'csv') throw new PrivacyError('--engine', sniffed)
  return await openDuckdb(files, limits)
}

/** The files of a path, a glob or a folder as DuckDB is to look for them, and their format. */
function patternsOf(path: string): { readonly pattern: string; readonly format: 'parquet' | 'csv' } {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) return { pattern: join(path, '**/*.parquet'), format: 'parquet' }
  if (!found && !/[*?[]/.test(path)) throw new InputError(path, 'there is no such file; check the name')
  if (/\.parquet$/i.test(path)) return { pattern: path, format: 'parquet' }
  if (/\.(csv|tsv)(\.gz)?$/i.test(path)) return { pattern: path, format: 'csv' }
  throw new InputError(
    path,
    'is of no format that DuckDB is asked for; give .parquet or .csv, or read one file into memory (--engine memory)',
  )
}
