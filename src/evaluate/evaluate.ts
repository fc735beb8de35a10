import { createRng } from '../random/rng.js'
import { isModelled, type Schema } from '../table/schema.js'
import { drawBaselines } from './baselines.js'
import type { Evaluation } from './evaluation.js'
import { findMetrics } from './index.js'
import { createMemo } from './memo.js'
import type { Metric, MetricContext, MetricInput, MetricResult } from './metric.js'
import { pairMatrices } from './pair-matrices.js'
import { numberOfDraws, type Prepared, prepare } from './prepare.js'
import { type BaselineRun, scoreEntry } from './score-entry.js'
import { summarizeColumn } from './summary.js'

export interface EvaluateOptions {
  /** What the columns are; all tables are read with it. */
  readonly schema: Schema
  /** Names of the metrics; all without it. */
  readonly metrics?: readonly string[]
  readonly seed?: number
  readonly signal?: AbortSignal
  /** Called with the share done, 0 to 1, and what is being done. */
  readonly progress?: (share: number, what: string) => void
}

/**
 * How well synthetic rows stand for real ones, along the spectrum from missing values to pairs of columns, each score between what
 * other real rows reach and what rows without that structure reach. Synthetic rows are compared with the holdout, real rows that the
 * model never saw, or for want of it with the training rows. The result depends on the content of the tables and the seed, not on the
 * order of rows or columns.
 * @see Yang et al., 2024, Structured Evaluation of Synthetic Tabular Data
 */
export async function evaluate(tables: MetricInput, options: EvaluateOptions): Promise<Evaluation> {
  const { schema, seed = 0, signal, progress = () => {} } = options
  const metrics = findMetrics(options.metrics)
  signal?.throwIfAborted()
  progress(0, 'scoring')
  const prepared = prepare(tables, schema, createRng(seed, 0))
  const { columns, coding } = prepared
  const context: MetricContext = { schema, columns, coding, rng: createRng(seed, 1), memo: createMemo(), ...(signal ? { signal } : {}) }
  const results: MetricResult[] = []
  for (const metric of metrics) results.push(await metric.compute(prepared.input, context))
  const runs: BaselineRun[] = []
  const draws = numberOfDraws(prepared)
  for (let draw = 0; draw < draws; draw++) {
    progress((draw + 1) / (draws + 1), 'scoring baselines')
    await turn()
    signal?.throwIfAborted()
    runs.push(await runBaselines(metrics, prepared, context, draw, seed))
  }
  const scores = metrics.map((metric, index) => scoreEntry(metric, results[index] as MetricResult, runs, index, prepared))
  progress(1, 'scored')
  return {
    format: 'rowsmith-evaluation',
    version: 1,
    seed,
    ...facts(tables, schema, prepared),
    scores,
    ...charts(schema, prepared, context),
  }
}

/** The metrics on one draw of the baselines. */
async function runBaselines(
  metrics: readonly Metric[],
  { pool, columns, size, coding }: Prepared,
  context: MetricContext,
  draw: number,
  seed: number,
): Promise<BaselineRun> {
  const tables = drawBaselines(pool, columns, size, coding, createRng(seed, 2, draw))
  const half: MetricResult[] = []
  const floor: (MetricResult | null)[] = []
  for (const metric of metrics) {
    half.push(await metric.compute(tables.half, context))
    floor.push(metric.floor === 'worst' ? null : await metric.compute(tables[metric.floor], context))
  }
  return { half, floor }
}

function facts(
  tables: MetricInput,
  schema: Schema,
  { size, reference }: Prepared,
): Pick<Evaluation, 'rows' | 'reference' | 'leftOut' | 'notes'> {
  const { training, synthetic, holdout } = tables
  return {
    rows: { training: training.rows, synthetic: synthetic.rows, holdout: holdout?.rows ?? null, compared: size },
    reference,
    leftOut: schema.columns.filter((column) => !isModelled(column)).map(leftOut),
    notes: notesOn(tables, size),
  }
}

/** What charts are drawn from, columns in the schema's order. */
function charts(
  schema: Schema,
  { input, pool, allSynthetic, coding }: Prepared,
  context: MetricContext,
): Pick<Evaluation, 'columns' | 'pairs'> {
  const columns = schema.columns.filter(isModelled)
  const names = columns.map(({ name }) => name)
  return {
    columns: columns.map((column) => summarizeColumn(column, pool, allSynthetic, coding)),
    pairs: pairMatrices(names, input, context),
  }
}

function leftOut({ name, kind, role }: Schema['columns'][number]): Evaluation['leftOut'][number] {
  if (kind === 'text') return { column: name, kind, reason: 'a text: its words are made up, not learned' }
  return { column: name, kind, reason: role === 'key' || kind === 'id' ? 'a key: made anew for every row' : 'not learned' }
}

function notesOn({ training, holdout, synthetic }: MetricInput, size: number): string[] {
  const notes: string[] = []
  if (!holdout) {
    notes.push(
      'There is no holdout: synthetic rows are compared with the rows the model learned from, so a model that copies them scores best of all. Give rows it never saw to find out.',
    )
  }
  const most = Math.min(synthetic.rows, (holdout ?? training).rows)
  if (size < most) {
    notes.push(
      `Scores compare ${size} rows with ${size}, drawn at random out of ${most} or more, so that real rows could be scored against real rows at the same size.`,
    )
  }
  if (size > 0 && size < 200) notes.push(`With ${size} rows on either side, scores are uncertain; look at the ceiling before you judge.`)
  return notes
}

/** Lets others have their turn: progress is drawn, an abort is heard. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
