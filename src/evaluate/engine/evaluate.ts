import type { Pool, Progress } from '../../learn/pool.js'
import { createRng } from '../../random/rng.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { comparedColumns, prepareMetric } from '../context.js'
import { type CountedScores, type CountedTables, scoreCounted } from '../counted/score-counted.js'
import type { Comparison, Evaluation } from '../evaluation.js'
import type { Metric, MetricInput, MetricResult } from '../metric.js'
import { computeInTurns } from '../metrics/define-metric.js'
import { metrics as listed } from '../metrics/index.js'
import { type MetricSelection, selectMetrics } from '../metrics/select.js'
import { completeness } from '../summary/completeness.js'
import { ofThree, rowsFor, sizesApart } from './comparisons.js'
import { evaluationOf } from './evaluation-of.js'
import { prepareJob, type RealTables, type SyntheticTable } from './prepare.js'
import { Bench, runUnits } from './run-units.js'
import { drawsFor, drawsOf, type EvaluationPlan } from './schedule.js'
import { evaluationKey, type KeptScores, ScoreBook } from './score-book.js'
import type { EvaluationOutcome, TableOutline } from './score-entry.js'
import type { ScoreJob } from './score-job.js'

/** What is judged by which metrics, within which time. */
export interface EvaluateOptions {
  /** What the columns are; all tables are read with it. */
  readonly schema: Schema
  /** Names of sets, levels or metrics, or metrics of one's own; the `standard` set without. */
  readonly metrics?: MetricSelection
  readonly seed?: number
  /** The column that says which real rows belong together, such as those of one customer; the sequence key without. Ceilings deal these out whole. */
  readonly unit?: string
  /** Seconds. Metrics are computed in order of cost; those whose turn hasn't come by then are left out, and say so. */
  readonly budget?: number
  /** Takes the key of the evaluation and gives what an earlier run of it has scored, and where to keep what this one does. */
  readonly resume?: (key: string) => Promise<KeptScores>
  /** True: the evaluation tells how long each metric took, which is the one thing in it that varies from run to run. */
  readonly timings?: boolean
  /** Threads to work on; no number depends on them. */
  readonly pool?: Pool
  readonly signal?: AbortSignal
  readonly progress?: Progress
}

/**
 * How well synthetic rows stand for real ones, along the spectrum from missing values to whole rows, each score between what other
 * real rows reach and what rows without that structure reach. Synthetic rows are compared with the holdout, real rows that the model
 * never saw, or for want of it with the training rows. The result depends on the content of the tables and the seed, not on the order
 * of rows or columns, nor on which other metrics are computed.
 * @see Yang et al., 2024, Structured Evaluation of Synthetic Tabular Data
 */
export async function evaluate(tables: MetricInput, options: EvaluateOptions & Omit<SyntheticTable, 'table'>): Promise<Evaluation> {
  const { training, holdout, synthetic } = tables
  const { name, maker, ...others } = options
  const made: SyntheticTable = { table: synthetic, ...(name === undefined ? {} : { name }), ...(maker === undefined ? {} : { maker }) }
  return evaluateMany(holdout ? { training, holdout } : { training }, [made], others).then(({ evaluations: [only] }) => only)
}

/**
 * Several synthetic tables, all compared with the same real rows at the same size, between the same baselines. As `evaluate`, but the
 * size is that of the smallest table.
 */
export async function evaluateMany(real: RealTables, synthetics: readonly SyntheticTable[], options: EvaluateOptions): Promise<Comparison> {
  return evaluateSamples(real, synthetics, options)
}

/**
 * As `evaluateMany`; where these tables are samples of others, whose rows are `counted`, metrics that count are scored by all of them, and the
 * evaluation says which were.
 */
export async function evaluateSamples(
  real: RealTables,
  synthetics: readonly SyntheticTable[],
  options: EvaluateOptions,
  tables?: CountedTables,
): Promise<Comparison> {
  const metrics = selectMetrics(options.metrics)
  options.signal?.throwIfAborted()
  options.progress?.(0, 'scoring')
  const start = performance.now()
  const job = prepareJob(real, synthetics, options.schema, options.seed ?? 0, createRng(options.seed ?? 0, 0), options.unit)
  const { training, holdout } = real
  const outlines = {
    real: { training: outlineOf(training), ...(holdout ? { holdout: outlineOf(holdout) } : {}) },
    synthetics: synthetics.map((synthetic) => ({ ...synthetic, table: outlineOf(synthetic.table) })),
  }
  // Nothing is awaited here: so these tables can go while scores are computed, wherever nobody else needs them.
  return evaluateJob(job, outlines, metrics, start, options, tables)
}

function outlineOf({ rows, columns }: Table): TableOutline {
  return { rows, columns: columns.map(({ name, kind }) => ({ name, kind })) }
}

async function evaluateJob(
  job: ScoreJob,
  { real, synthetics }: { readonly real: EvaluationOutcome['real']; readonly synthetics: readonly EvaluationOutcome['synthetic'][] },
  metrics: readonly Metric[],
  start: number,
  options: EvaluateOptions,
  tables: CountedTables | undefined,
): Promise<Comparison> {
  const { signal, progress = () => {}, budget, timings = false } = options
  const plan = { metrics, synthetics: synthetics.length, draws: drawsIn(job) }
  const book = new ScoreBook()
  const bench = new Bench(job)
  const pool = worthThreads(job, plan) ? options.pool : undefined
  const kept = await options.resume?.(evaluationKey(job))
  const leftOut = await runUnits(job, plan, book, bench, { pool, signal, budget, progress, kept })
  const counted = tables ? { ...(await countedScores(tables, plan, leftOut, options)), tables } : null
  for (const scored of counted?.scored ?? []) book.add(scored)
  const evaluations = synthetics.map((synthetic, index) => {
    const took = timings ? { total: Math.round(performance.now() - start), metrics: book.milliseconds } : null
    return evaluationOf(
      { job, real, synthetic, index, metrics, book, counted, leftOut, budget: budget ?? null, timings: took },
      bench.charts(index),
    )
  })
  progress(1, 'scored')
  return { format: 'rowsmith-comparison', version: 1, completeness: completeness(metrics), evaluations }
}

/** Those of the list that count and whose turn has come. */
async function countedScores(
  tables: CountedTables,
  { metrics, draws }: EvaluationPlan,
  leftOut: readonly Metric[],
  { schema, seed = 0, signal, progress }: EvaluateOptions,
): Promise<CountedScores> {
  const own = metrics.filter((metric) => metric.counts !== undefined && listed.includes(metric) && !leftOut.includes(metric))
  return await scoreCounted(own, tables, { schema, seed, draws, signal, progress })
}

/** Draws of the baselines per metric; none where there are too few real rows for the comparison. */
function drawsIn(job: ScoreJob): (metric: Metric) => number {
  const draws = drawsFor(job.sizes.pair, comparedColumns(job.schema).length)
  const real = job.training.rows + (job.holdout?.rows ?? 0)
  return (metric) => {
    if (job.synthetics.every((_, index) => sizesApart(metric, job, index))) return 0
    const three = ofThree(metric, job.holdout !== null)
    const taken = three ? 3 * job.sizes.triple : 2 * job.sizes.pair
    return rowsFor(metric, job) === 0 || real < Math.max(2, taken) ? 0 : drawsOf(metric, draws)
  }
}

/** Cells to compare below which threads take longer to start than to be of use. */
const fewCells = 6e7

function worthThreads(job: ScoreJob, { metrics, draws }: EvaluationPlan): boolean {
  const columns = job.schema.columns.filter(isModelled).length
  const cells = metrics.reduce((sum, metric) => sum + rowsFor(metric, job) * (1 + draws(metric)), 0) * columns
  return cells > fewCells || metrics.some(({ cost }) => cost !== 'fast')
}

/** What bare scores are computed, and how columns are read. */
export interface ScoreTablesOptions {
  /** What the columns are; all tables are read with it. */
  readonly schema: Schema
  /** Names of sets, levels or metrics, or metrics of one's own; the `standard` set without. */
  readonly metrics?: MetricSelection
  readonly seed?: number
  readonly signal?: AbortSignal
}

/**
 * The bare results of metrics on the tables as they are, by name, in all rows and in this order of theirs: no baselines, no common size, no
 * charts. Quick, and all there is to the scores of other programs; what a score means only `evaluate` tells.
 */
export async function scoreTables(
  tables: Pick<MetricInput, 'training' | 'synthetic' | 'holdout'>,
  { metrics, signal, ...options }: ScoreTablesOptions,
): Promise<ReadonlyMap<string, MetricResult>> {
  const chosen = selectMetrics(metrics)
  const { input, context } = prepareMetric(tables, { ...options, ...(signal ? { signal } : {}) })
  const results = new Map<string, MetricResult>()
  for (const metric of chosen) {
    signal?.throwIfAborted()
    results.set(metric.name, await computeInTurns(metric, input, context))
  }
  return results
}
