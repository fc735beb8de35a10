import type { Writing } from '../../evaluate/metric.js'
import { defaultSelection } from '../../evaluate/metrics/select.js'
import { writeText } from '../../io/files.js'
import { isCommand, isDatabasePath, liesElsewhere } from '../../node/paths.js'
import {
  type Comparison,
  type EvaluateOptions,
  type Evaluation,
  evaluateMany,
  type Metric,
  measureNearness,
  OptionError,
  type Pool,
  previewOf,
  type RealTables,
  renderComparison,
  renderEvaluation,
  renderExplanation,
  type Schema,
  type Table,
} from '../../node.js'
import { reportRules } from '../../pipeline/jobs/rules/report-rules.js'
import { compareWriting } from '../../pipeline/tables/writing.js'
import { schemaColumn, withSensitive } from '../../table/schema.js'
import { readCompared, readWritten } from '../input/input.js'
import type { EvaluateFlags } from '../options/flags.js'
import { readPlugin } from '../options/plugin.js'
import { readOptions } from '../options/read-options.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { keptScores } from '../run/kept-scores.js'
import { withPool } from '../run/pool.js'
import { fileName, type ReportFacts, withReport } from '../run/report.js'
import { createStatus, type Status } from '../run/status.js'

interface ReadTables {
  readonly schema: Schema
  readonly real: RealTables
  readonly synthetic: readonly { readonly table: Table; readonly writing: readonly Writing[] }[]
}

/** What a report shows of the rows themselves: of all there are, or of samples. */
export type ShownRows = Required<Pick<ReportFacts, 'rules' | 'previews' | 'nearness'>>

/** What came of a comparison, and what there is to show beside it. */
export interface ComparedRows {
  readonly comparison: Comparison
  readonly shown: ShownRows
}

export type EvaluationRequest = Omit<EvaluateOptions, 'schema'>

/** Compares synthetic files with a real one; all are read with the schema of the real one. */
export async function evaluateFiles(first: string, others: readonly string[], flags: EvaluateFlags): Promise<void> {
  // An engine that is a command knows its own tables: all that is named is synthetic.
  const [real, synthetic] = isCommand(flags.engine) ? [undefined, [first, ...others]] : [first, others]
  if (synthetic.length === 0) throw new OptionError('synthetic', 'is missing; give the synthetic table after the real one')
  const asksEngine = flags.engine !== undefined || flags.query !== undefined
  if (!asksEngine && (await isDatabasePath([first], flags)))
    return (await import('./evaluate-database.js')).evaluateDatabases(first, synthetic, flags)
  const makers = makersOf(synthetic, flags)
  const status = createStatus(flags.quiet)
  const name = real ?? flags.table ?? 'the query'
  status.update(0, `reading ${name}`)
  const metrics = await selectionOf(flags)
  const { seed, budget, unit } = flags
  const asked = {
    ...{ metrics, seed, timings: flags.json !== undefined, progress: status.update },
    ...(budget === undefined ? {} : { budget }),
    ...(unit === undefined ? {} : { unit }),
  }
  const isElsewhere =
    liesElsewhere(real, flags) ||
    [...synthetic, ...(flags.holdout === undefined ? [] : [flags.holdout])].some((path) => isCounted(path, flags))
  const compare = isElsewhere
    ? async () => (await import('./evaluate-elsewhere.js')).compareElsewhere(real, synthetic, makers, asked, flags, status)
    : await comparisonOfFiles(first, synthetic, makers, asked, flags, status)
  await withReport(flags.output, async (write) => {
    const { comparison, shown } = await compare()
    status.clear()
    const [first, ...others] = comparison.evaluations as [Evaluation, ...Evaluation[]]
    await write({
      title: others.length === 0 ? fileName(first.name ?? '') : `${comparison.evaluations.length} synthetic tables of ${fileName(name)}`,
      evaluation: others.length === 0 ? first : comparison,
      note: `${comparison.evaluations.map(({ name }) => name).join(', ')} against ${flags.holdout ?? name}.`,
      ...shown,
    })
    if (flags.json) await writeText(flags.json, `${JSON.stringify(others.length === 0 ? first : comparison, null, 1)}\n`)
    process.stdout.write(`${textOf(comparison, flags.explain ?? [])}\n`)
  })
}

/** Whether a table to compare is counted where it lies: it is none of one file, or one that DuckDB reads and is asked to. */
export function isCounted(path: string, { engine }: EvaluateFlags): boolean {
  return liesElsewhere(path, {}) || (engine === 'duckdb' && /\.parquet$/i.test(path))
}

/** Reads the files, and gives what compares them. */
async function comparisonOfFiles(
  real: string,
  synthetic: readonly string[],
  makers: readonly Maker[],
  asked: EvaluationRequest,
  flags: EvaluateFlags,
  status: Status,
): Promise<() => Promise<ComparedRows>> {
  cleanUpOnInterrupt()
  const tables = await readTables(real, synthetic, flags, status.say)
  const { schema } = tables
  if (flags.unit !== undefined) schemaColumn(schema, flags.unit)
  const made = tables.synthetic.map((own, index) => ({ ...own, name: synthetic[index], ...makers[index] }))
  const shown = shownRows(
    tables.real,
    made.map(({ table }) => table),
    schema,
    flags,
  )
  const given = handOver({ real: tables.real, made })
  return async () => {
    const kept = flags.resume === undefined ? null : keptScores(flags.resume)
    const compare = (pool: Pool): Promise<Comparison> => {
      const rows = given()
      return evaluateMany(rows.real, rows.made, { ...asked, schema, pool, ...(kept ? { resume: kept.open } : {}) })
    }
    const comparison = await withPool(flags.threads, compare)
    await kept?.written()
    return { comparison, shown }
  }
}

/** Gives a value away, once: who called it keeps nothing of it, so that it goes as soon as it is of no use. */
function handOver<T>(value: T): () => T {
  let held: T | undefined = value
  return () => {
    const given = held as T
    held = undefined
    return given
  }
}

/** What a report of these tables shows of their rows, where one is asked for. */
export function shownRows(real: RealTables, synthetic: readonly Table[], schema: Schema, { output, seed }: EvaluateFlags): ShownRows {
  if (output === undefined) return { rules: [], previews: [], nearness: [] }
  return {
    rules: reportRules(schema, real.training, synthetic),
    previews: synthetic.map((table) => previewOf(table, Object.values(real), schema)),
    nearness: synthetic.map((table) => measureNearness(real, table, schema, seed)),
  }
}

/** What to compute: what was asked for, or the usual, with the metrics of plug-ins and those that are to be explained. */
async function selectionOf({ metrics = [defaultSelection], explain = [], plugin = [] }: EvaluateFlags): Promise<(string | Metric)[]> {
  const own = (await Promise.all(plugin.map(readPlugin))).flat()
  const names = new Set(own.map(({ name }) => name))
  return [...[...metrics, ...explain].filter((name) => !names.has(name)), ...own]
}

async function readTables(
  real: string,
  synthetic: readonly string[],
  flags: EvaluateFlags,
  say: (sentence: string) => void,
): Promise<ReadTables> {
  const { table: training, schema: read, writing } = await readWritten(real, flags)
  const schema = withSensitive(read, flags.sensitive ?? [])
  const others = flags.holdout === undefined ? synthetic : [...synthetic, flags.holdout]
  const tables = await readCompared(others, schema, await readOptions(flags), say)
  const holdout = tables[synthetic.length]?.table
  const made = tables.slice(0, synthetic.length).map((own) => ({ table: own.table, writing: compareWriting(writing, own.writing) }))
  return { schema, real: holdout ? { training, holdout } : { training }, synthetic: made }
}

export interface Maker {
  readonly maker?: string
}

/** Who made each table: one name for all, or one for each. */
function makersOf(synthetic: readonly string[], { madeBy = [] }: EvaluateFlags): Maker[] {
  if (madeBy.length > 1 && madeBy.length !== synthetic.length) {
    throw new OptionError('--made-by', `names one model, or one for each of ${synthetic.length} synthetic tables (got ${madeBy.length})`)
  }
  return synthetic.map((_, index) => {
    const maker = madeBy[index] ?? madeBy[0]
    return maker === undefined ? {} : { maker }
  })
}

function textOf(comparison: Comparison, explain: readonly string[]): string {
  const [first, ...others] = comparison.evaluations as [Evaluation, ...Evaluation[]]
  const table = others.length === 0 ? renderEvaluation(first) : renderComparison(comparison)
  const explained = comparison.evaluations.flatMap((evaluation) => explain.map((metric) => renderExplanation(evaluation, metric)))
  return [table, ...explained].join('\n')
}
