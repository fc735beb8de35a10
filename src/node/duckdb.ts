import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError, OptionError } from '../errors.js'
import { optional } from '../io/optional.js'
import { dialectOf } from '../sql/dialects.js'
import type { Engine } from '../sql/engine.js'

export interface DuckdbOptions {
  readonly threads?: number
  /** As DuckDB takes it: `2GB`, `70%`. */
  readonly memoryLimit?: string
}

/** What DuckDB reads: the files that a glob names, which are the table `data`, or a database file. */
export type DuckdbInput = { readonly pattern: string; readonly format: 'parquet' | 'csv' } | { readonly database: string }

/**
 * DuckDB on these files, in this process, and on nothing else: what it may read is settled before the first query and locked then; it fetches no
 * code, and what it writes goes to a folder of its own that is removed.
 */
export async function openDuckdb(input: DuckdbInput, { threads = 2, memoryLimit = '2GB' }: DuckdbOptions = {}): Promise<Engine> {
  const { DuckDBInstance, StatementType, version } = await optional(() => import('@duckdb/node-api'), '@duckdb/node-api', '--engine duckdb')
  const folder = mkdtempSync(join(tmpdir(), 'rowsmith-duckdb-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const settings = {
    ...{ threads: String(threads), memory_limit: memoryLimit, temp_directory: folder },
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', allow_community_extensions: 'false' },
  }
  const instance = await DuckDBInstance.create(':memory:', settings).catch((error: Error) => {
    remove()
    throw new OptionError('--memory-limit', `DuckDB refuses its settings (${firstLine(error)}); write the limit as 2GB`)
  })
  const connection = await instance.connect()
  const close = async (): Promise<void> => {
    connection.closeSync()
    instance.closeSync()
    process.off('exit', remove)
    remove()
  }
  const { text } = dialectOf('duckdb')
  try {
    // Coded rows go to a file of its own, where they take a fraction of the memory.
    await connection.run(`attach ${text(join(folder, 'coded.duckdb'))} as rowsmith_coded`)
    if ('database' in input) {
      await connection.run(`attach ${text(input.database)} as rowsmith_database (read_only)`)
      await connection.run(`set search_path = 'rowsmith_coded,rowsmith_database'`)
    } else {
      await connection.run('use rowsmith_coded')
      const found = await connection.runAndReadAll(`select file from glob(${text(input.pattern)}) order by file`)
      const files = (found.getColumnsJS()[0] ?? []) as string[]
      if (files.length === 0) throw new InputError(input.pattern, 'names no file; check the name')
      const list = `[${files.map(text).join(', ')}]`
      await connection.run(`set allowed_paths = ${list}`)
      const reader = input.format === 'csv' ? `read_csv(${list}, all_varchar = true, header = true)` : `read_parquet(${list})`
      await connection.run(`create temp view data as select * from ${reader}`)
    }
    await connection.run('set enable_external_access = false')
    await connection.run('set lock_configuration = true')
  } catch (error) {
    await close()
    if (error instanceof InputError) throw error
    const where = 'database' in input ? input.database : input.pattern
    throw new InputError(where, `can't be read by DuckDB (${firstLine(error as Error)})`, { cause: error })
  }
  return {
    name: `DuckDB ${version().replace(/^v/, '')}`,
    dialect: 'duckdb',
    writes: true,
    sniffs: 'format' in input && input.format === 'csv',
    async run(sql, signal) {
      let again: NodeJS.Timeout | undefined
      // More than once: a query that is about to begin does not hear of it.
      const interrupt = (): void => {
        connection.interrupt()
        again = setTimeout(interrupt, 50)
      }
      signal?.addEventListener('abort', interrupt)
      try {
        return (await connection.runAndReadAll(sql)).getColumnsJS()
      } finally {
        clearTimeout(again)
        signal?.removeEventListener('abort', interrupt)
      }
    },
    async check(query) {
      const statements = await connection.extractStatements(query)
      if (statements.count !== 1) throw new OptionError('--query', `holds ${statements.count} statements; give one that selects`)
      const { statementType } = await statements.prepare(0)
      if (statementType !== StatementType.SELECT) throw new OptionError('--query', 'does not select; give one statement that does')
    },
    close,
  }
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0]?.slice(0, 300) ?? ''
}
