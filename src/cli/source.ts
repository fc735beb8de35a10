import { openTable } from '../node-sources.js'
import type { SqlSource } from '../sql/source.js'
import type { EngineFlags, InputFlags } from './flags.js'
import type { Status } from './status.js'

type SourceFlags = InputFlags & EngineFlags & { readonly threads?: number }

/** What the work makes of a table behind an engine, which is let go of after it. Ctrl-C interrupts what the engine is at. */
export async function withSource<T>(
  path: string | undefined,
  flags: SourceFlags,
  status: Status,
  work: (source: SqlSource, signal: AbortSignal) => Promise<T>,
  silent = false,
): Promise<T> {
  const abort = new AbortController()
  const interrupt = (): void => {
    abort.abort()
    // The engine has a moment to hear of it; then the process ends as it would have.
    setTimeout(() => process.exit(130), 500).unref()
  }
  process.once('SIGINT', interrupt)
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
    if (abort.signal.aborted) process.exit(130)
    throw error
  } finally {
    process.off('SIGINT', interrupt)
  }
}
