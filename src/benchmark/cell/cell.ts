import { attackTables } from '../../attacks/report/privacy-report.js'
import { RowsmithError } from '../../errors.js'
import { evaluate } from '../../evaluate/engine/evaluate.js'
import type { Evaluation, ScoreEntry } from '../../evaluate/evaluation.js'
import { createOutput } from '../../io/files.js'
import type { Pool } from '../../models/synthesizer.js'
import { measureCloseness } from '../../pipeline/holdout/closeness.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import type { PlannedSynthesizer } from '../plan/plan.js'
import { CommandFailure } from '../run/command.js'
import type { CellRecord, CellScore } from '../run/record.js'
import { type CellJob, type Made, makeRows } from './make-rows.js'
import { Refusal } from './model-process.js'
import { BadOutput, type RealRows, readSynthetic } from './read-tables.js'
import type { TableCache } from './table-cache.js'

/** What comes of it. A fault of the data is none of the synthesizer, and no result. */
export type CellResult =
  | { readonly outcome: 'bad-data'; readonly reason: string }
  | Pick<CellRecord, 'outcome' | 'reason' | 'version' | 'rows' | 'columns' | 'seconds' | 'modelBytes' | 'scores' | 'closeness' | 'attacks'>

/** What the process that runs cells tells the one that started it. */
export type CellMessage =
  /** Another process, of this number, has begun to make rows. */
  | { readonly phase: 'make'; readonly process: number }
  /** Rows were made; the greatest memory of the process that made them, where it knows. */
  | { readonly phase: 'judge'; readonly peakBytes: number | null }
  | { readonly phase: 'done'; readonly result: CellResult }

const nothing = {
  ...{ version: null, rows: null, columns: null, modelBytes: null, scores: [], closeness: null, attacks: null },
  seconds: { fit: null, sample: null, make: null, evaluate: null },
}

export interface CellContext {
  readonly pool: Pool
  readonly cache: TableCache
  readonly tell: (message: CellMessage) => void
}

/** Reads the data, has rows made and judges them. Only faults of Rowsmith itself are thrown. */
export async function runCell(job: CellJob, { pool, cache, tell }: CellContext): Promise<CellResult> {
  const real = await attempt(cache.read(job.dataset, job.seed))
  if ('failure' in real) return { outcome: 'bad-data', reason: real.failure.message }
  const output = `${job.folder}/synthetic.csv`
  const started = (process: number): void => tell({ phase: 'make', process })
  const made = await attempt(makeRows(job, real.value, { output, cache, started }))
  if ('failure' in made) return { ...nothing, ...failed(made.failure), columns: real.value.schema.columns.length }
  tell({ phase: 'judge', peakBytes: made.value.peakBytes })
  return judge(job, real.value, made.value, output, pool)
}

async function judge(job: CellJob, real: RealRows, made: Made, output: string, pool: Pool): Promise<CellResult> {
  const holdout = await attempt(real.holdout())
  if ('failure' in holdout) return { outcome: 'bad-data', reason: holdout.failure.message }
  const started = performance.now()
  const { schema } = real
  const { training, version, modelBytes, seconds } = made
  const known = { version, columns: schema.columns.length, modelBytes }
  const synthetic = await attempt(readSynthetic(output, schema, made.rows))
  if ('failure' in synthetic) return { ...nothing, ...known, ...failed(synthetic.failure), seconds: { ...seconds, evaluate: null } }
  const tables = { training, holdout: holdout.value, synthetic: synthetic.value }
  const evaluation = await evaluate(tables, { ...{ schema, metrics: [...job.metrics], seed: job.seed, pool }, ...named(job.synthesizer) })
  const closeness = closenessOf(tables, schema)
  const attacks = job.attacks ? attacksOn(tables, schema, job.seed) : null
  await writeEvaluation(job.evaluation, evaluation)
  return {
    ...known,
    ...{ outcome: 'ok', reason: null, closeness, attacks, scores: evaluation.scores.map(scoreOf) },
    rows: { training: training.rows, holdout: tables.holdout.rows, synthetic: tables.synthetic.rows },
    seconds: { ...seconds, evaluate: (performance.now() - started) / 1000 },
  }
}

const expected = [RowsmithError, CommandFailure, BadOutput, Refusal]

/** What the work gives, or the error by which a synthesizer or the data failed; others are thrown. */
async function attempt<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly failure: Error }> {
  try {
    return { value: await work }
  } catch (error) {
    if (expected.some((kind) => error instanceof kind)) return { failure: error as Error }
    throw error
  }
}

function failed(failure: Error): Pick<CellRecord, 'outcome' | 'reason'> {
  const reason = failure.message
  if (failure instanceof BadOutput) return { outcome: 'bad-output', reason }
  if (!(failure instanceof CommandFailure)) return { outcome: 'refused', reason }
  return {
    outcome: /out of memory|MemoryError|cannot allocate|Array buffer allocation failed/i.test(failure.said) ? 'out-of-memory' : 'crash',
    reason,
  }
}

const named = (synthesizer: PlannedSynthesizer): { name: string; maker?: string } => ({
  name: synthesizer.name,
  ...(synthesizer.kind === 'model' ? { maker: synthesizer.model } : {}),
})

function scoreOf(entry: ScoreEntry): CellScore {
  const { metric, version, title, family, level, goal, value, skill, skillInterval, baselines, reason } = entry
  const interval: [number, number] | null = skillInterval === null ? null : [skillInterval[0], skillInterval[1]]
  return {
    ...{ metric, version, title, family, level, goal, value, skill, interval, reason },
    floor: baselines.floor.value,
    ceiling: baselines.ceiling.value,
  }
}

function attacksOn(tables: { training: Table; holdout: Table; synthetic: Table }, schema: Schema, seed: number): CellRecord['attacks'] {
  const { findings } = attackTables({ ...tables, schema, seed })
  return findings.map(({ attack, title, target, verdict, residual }) => ({
    attack,
    title,
    target,
    verdict,
    residual: residual?.value ?? null,
  }))
}

async function writeEvaluation(path: string, evaluation: Evaluation): Promise<void> {
  const output = await createOutput(path)
  await output.write(new TextEncoder().encode(JSON.stringify(evaluation)))
  await output.commit()
}

/** Rows for the search of neighbours, of the training and the synthetic table. */
const most = { training: 50_000, synthetic: 2000 }

/**
 * How often synthetic rows are nearest to a training row, beyond chance: that of rows which keep nothing of single rows is the share of
 * training rows among all real ones.
 */
function closenessOf(tables: { training: Table; holdout: Table; synthetic: Table }, schema: Schema): CellRecord['closeness'] {
  const names = schema.columns.filter(isModelled).map(({ name }) => name)
  if (names.length === 0) return null
  const modelled = { ...schema, columns: schema.columns.filter(isModelled) }
  const share = Math.min(1, most.training / tables.training.rows)
  const cut = (table: Table, rows: number): Table =>
    conform(table.select(names).take(everySo(table.rows, rows)), modelled, { unseen: 'add' })
  const training = cut(tables.training, most.training)
  const holdout = cut(tables.holdout, Math.max(1, Math.round(share * tables.holdout.rows)))
  const found = measureCloseness(training, holdout, cut(tables.synthetic, most.synthetic))
  const expected = training.rows / (training.rows + holdout.rows)
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout } = found
  const copied = (nearerTraining - expected) / (1 - expected)
  const error = nearerTrainingError / (1 - expected)
  return { nearerTraining, expected, copied, error, matchesTraining, matchesHoldout }
}

/** Positions spread evenly over the rows of a table, `wanted` of them at most. */
function everySo(rows: number, wanted: number): Int32Array {
  const count = Math.min(rows, wanted)
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count))
}
