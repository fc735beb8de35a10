import { attackTables } from '../../attacks/report/privacy-report.js'
import { evaluate } from '../../evaluate/engine/evaluate.js'
import type { ScoreEntry } from '../../evaluate/evaluation.js'
import type { Pool } from '../../models/synthesizer.js'
import { measureCloseness } from '../../pipeline/holdout/closeness.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import type { PlannedSynthesizer } from '../plan/plan.js'
import type { CellRecord, CellScore } from '../run/record.js'
import { runDatabaseCell } from './database-cell.js'
import { type Made, makeRows } from './make-rows.js'
import { attempt, type CellContext, type CellJob, type CellResult, failed, nothing, writeEvaluation } from './outcome.js'
import { readSynthetic, type SplitTables } from './read-tables.js'

/** Reads the data, has rows made and judges them. Only faults of Rowsmith itself are thrown. */
export async function runCell(job: CellJob, { pool, cache, tell }: CellContext): Promise<CellResult> {
  if (job.dataset.database) return runDatabaseCell(job, { pool, cache, tell })
  const real = await attempt(cache.read(job.dataset, job.seed))
  if ('failure' in real) return { outcome: 'bad-data', reason: real.failure.message }
  const output = `${job.folder}/synthetic.csv`
  const started = (process: number): void => tell({ phase: 'make', process })
  const made = await attempt(makeRows(job, real.value, { output, cache, started }))
  if ('failure' in made) return { ...nothing, ...failed(made.failure), columns: real.value.schema.columns.length }
  tell({ phase: 'judge', peakBytes: made.value.peakBytes })
  return judge(job, real.value, made.value, output, pool)
}

async function judge(job: CellJob, real: SplitTables, made: Made, output: string, pool: Pool): Promise<CellResult> {
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
