import { evaluateSources, OptionError, type RealTables, type Schema, type SqlSource, type Table } from '../../node.js'
import { readCompared, readInput } from '../input/input.js'
import { isDatabase, liesElsewhere, withSource } from '../input/source.js'
import type { EvaluateFlags } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'
import { withPool } from '../run/pool.js'
import type { Status } from '../run/status.js'
import { type ComparedRows, type EvaluationRequest, isCounted, type Maker, type ShownRows, shownRows } from './evaluate.js'

/** A table behind an engine, or the path of a file that is read into memory. */
type Opened = SqlSource | string

/** Compares tables of which some are counted where they lie, and the others read into memory. */
export async function compareElsewhere(
  real: string | undefined,
  synthetic: readonly string[],
  makers: readonly Maker[],
  asked: EvaluationRequest,
  flags: EvaluateFlags,
  status: Status,
): Promise<ComparedRows> {
  if (flags.resume !== undefined)
    throw new OptionError('--resume', 'keeps scores of rows in memory, and these are counted where they lie; leave it out')
  const others = flags.holdout === undefined ? synthetic : [flags.holdout, ...synthetic]
  return await opened([real, ...others], flags, status, (tables, signal) => {
    const own = { ...asked, ...(signal && { signal }) }
    return compareOpened(tables, synthetic, makers, own, flags, status)
  })
}

/** What the work makes of tables, of which the first is the real one; engines are let go of after it. */
async function opened<T>(
  paths: readonly (string | undefined)[],
  flags: EvaluateFlags,
  status: Status,
  work: (tables: readonly Opened[], signal: AbortSignal | undefined) => Promise<T>,
  known: readonly Opened[] = [],
  signal?: AbortSignal,
): Promise<T> {
  if (known.length === paths.length) return await work(known, signal)
  const path = paths[known.length]
  const isReal = known.length === 0
  if (path !== undefined && !(isReal ? liesElsewhere(path, flags) : isCounted(path, flags)))
    return await opened(paths, flags, status, work, [...known, path], signal)
  return await withSource(path, isReal ? flags : flagsOf(path as string, flags), status, (source, own) =>
    opened(paths, flags, status, work, [...known, source], own),
  )
}

/** Of a table that is compared with the real one: the query is not its own, and neither is the engine but DuckDB for its files. */
function flagsOf(path: string, { query: _, engineTimeout: __, engine: ___, table, ...flags }: EvaluateFlags): EvaluateFlags {
  return { ...flags, ...(isDatabase(path) ? { ...(table !== undefined && { table }) } : { engine: 'duckdb' }) }
}

/** Compares tables, the real one with those after it, the first of which is the holdout where there is one. */
async function compareOpened(
  [real, ...others]: readonly Opened[],
  synthetic: readonly string[],
  makers: readonly Maker[],
  asked: EvaluationRequest,
  flags: EvaluateFlags,
  status: Status,
): Promise<ComparedRows> {
  const { roles, kinds, ...options } = await readOptions(flags)
  const read = typeof real === 'string' ? await readInput(real, flags) : null
  const known = read ? { schema: read.schema } : { schema: options.schema, roles, kinds }
  const tables = others.map((own) => {
    if (typeof own !== 'string') return own
    return async (schema: Schema) => (await readCompared([own], schema, options, status.say))[0].table
  })
  const holdout = flags.holdout === undefined ? undefined : tables.shift()
  const made = tables.map((table, index) => ({ table, name: synthetic[index], ...makers[index] }))
  let shown: ShownRows | undefined
  const comparison = await withPool(flags.threads, (pool) =>
    evaluateSources({ training: read ? read.table : (real as SqlSource), holdout }, made, {
      ...{ ...asked, ...known, sensitive: flags.sensitive ?? [], pool },
      onSamples: (schema: Schema, real: RealTables, synthetic: readonly Table[]) => {
        shown = shownRows(real, synthetic, schema, flags)
      },
    }),
  )
  return { comparison, shown: shown as ShownRows }
}
