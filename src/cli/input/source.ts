import { OptionError } from '../../errors.js'
import { isPostgres } from '../../node/paths.js'
import { openTable } from '../../node/sources.js'
import type { SqlSource } from '../../node.js'
import type { EngineFlags, FormatFlag, InputFlags } from '../options/flags.js'
import type { Status } from '../run/status.js'

export { isDatabase, liesElsewhere } from '../../node/paths.js'

type SourceFlags = InputFlags & EngineFlags & FormatFlag & { readonly threads?: number }

/** Flags that say how one file is read into memory, by the words that the command line has for them. */
const fileFlags = {
  ...{ names: '--names', delimiter: '--delimiter', quote: '--quote', escape: '--escape', encoding: '--encoding', comment: '--comment' },
  ...{ skip: '--skip', omit: '--omit', fillShortRows: '--fill-short-rows', locale: '--locale', format: '--format' },
} as const

/** Throws an OptionError for a flag that an engine, or the one that is asked, does not heed. */
function refuseUnheeded(path: string | undefined, flags: SourceFlags): void {
  const given = (Object.keys(fileFlags) as (keyof typeof fileFlags)[]).find((name) => flags[name] !== undefined)
  const flag = flags.header ? given && fileFlags[given] : '--no-header'
  if (flag) throw new OptionError(flag, 'says how one file is read into memory, and an engine reads by itself; leave it out')
  const isCommand = flags.engine !== undefined && flags.engine !== 'duckdb'
  if (flags.engineTimeout !== undefined && !isCommand)
    throw new OptionError('--engine-timeout', 'is for an engine that is a command (--engine COMMAND); leave it out')
  if (flags.memoryLimit !== undefined && (isCommand || isPostgres(path)))
    throw new OptionError('--memory-limit', 'is for DuckDB, and this engine has limits of its own; leave it out')
}

/** Signals that end the work, and the exit codes that are usual for them. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** What the work makes of a table behind an engine, which is let go of after it. Ctrl-C interrupts what the engine is at. */
export async function withSource<T>(
  path: string | undefined,
  flags: SourceFlags,
  status: Status,
  work: (source: SqlSource, signal: AbortSignal) => Promise<T>,
  silent = false,
): Promise<T> {
  refuseUnheeded(path, flags)
  const abort = new AbortController()
  let code = 1
  const interrupts = (Object.entries(codes) as [keyof typeof codes, number][]).map(([name, own]) => {
    const interrupt = (): void => {
      code = own
      abort.abort()
      // The engine has a moment to hear of it; then the process ends as it would have.
      setTimeout(() => process.exit(own), 500).unref()
    }
    process.once(name, interrupt)
    return (): void => void process.off(name, interrupt)
  })
  let queries = 0
  const onQuery = (): void => status.update(0, `query ${++queries}`)
  try {
    const { engine, table, query, threads, memoryLimit, engineTimeout: timeout } = flags
    const source = await openTable(path, {
      ...{ engine, table, query, threads, memoryLimit, timeout, onQuery, silent },
      signal: abort.signal,
    })
    try {
      return await work(source, abort.signal)
    } finally {
      await source.close()
    }
  } catch (error) {
    if (abort.signal.aborted) process.exit(code)
    throw error
  } finally {
    for (const off of interrupts) off()
  }
}
