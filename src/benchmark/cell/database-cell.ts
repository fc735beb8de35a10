import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseScore } from '../../evaluate/relations/evaluate-relations.js'
import { writeText } from '../../io/files.js'
import { evaluateDatabase } from '../../pipeline/databases/evaluate-database.js'
import type { FamilyPrivacy } from '../../pipeline/databases/family-privacy.js'
import type { Database } from '../../relations/database.js'
import { toSdvMetadata } from '../../relations/sdv.js'
import { baselineDatabase, type DatabaseBaselineName } from '../plan/baselines.js'
import { commandLine, readFacts, runProgram } from '../run/command.js'
import type { CellRecord, CellScore } from '../run/record.js'
import { type RealHalves, readHalves, readSyntheticTables, writeTables } from './database-files.js'
import type { Made } from './make-rows.js'
import { runModelProcess } from './model-process.js'
import { attempt, type CellContext, type CellJob, type CellResult, failed, nothing, writeEvaluation } from './outcome.js'

/** A database that was made and is in a folder now. */
type MadeDatabase = Omit<Made, 'training' | 'rows'> & { readonly training: Database }

/** Has a synthesizer learn one half of a database and judges what it makes beside the other. */
export async function runDatabaseCell(job: CellJob, { pool, tell }: CellContext): Promise<CellResult> {
  const read = await attempt(readHalves(job.dataset, job.seed))
  if ('failure' in read) return { outcome: 'bad-data', reason: read.failure.message }
  const real = read.value
  const columns = Object.values(real.schema.tables).reduce((sum, table) => sum + table.columns.length, 0)
  const output = join(job.folder, 'synthetic')
  const made = await attempt(makeTables(job, real, output, (process) => tell({ phase: 'make', process })))
  if ('failure' in made) return { ...nothing, ...failed(made.failure), columns }
  tell({ phase: 'judge', peakBytes: made.value.peakBytes })
  const started = performance.now()
  const { training, version, modelBytes, seconds } = made.value
  const { schema, holdout } = real
  const synthetic = await attempt(readSyntheticTables(output, schema))
  if ('failure' in synthetic)
    return { ...nothing, ...failed(synthetic.failure), ...{ version, columns, modelBytes }, seconds: { ...seconds, evaluate: null } }
  const judged = { schema, holdout, seed: job.seed, metrics: false, pool } as const
  const evaluation = await evaluateDatabase(training, synthetic.value, judged)
  await writeEvaluation(job.evaluation, evaluation)
  return {
    ...{ outcome: 'ok', reason: null, version, columns, modelBytes, attacks: null },
    scores: evaluation.scores.map(scoreOf),
    closeness: closenessOf(evaluation.privacy),
    rows: { training: rowsOf(training), holdout: rowsOf(holdout), synthetic: rowsOf(synthetic.value) },
    seconds: { ...seconds, evaluate: (performance.now() - started) / 1000 },
  }
}

async function makeTables(job: CellJob, real: RealHalves, output: string, started: (process: number) => void): Promise<MadeDatabase> {
  const { dataset, synthesizer, seed, threads, folder, program } = job
  const { training, schema } = real
  if (synthesizer.kind === 'model') {
    const found = await runModelProcess({ dataset, synthesizer, seed, threads, output }, { folder, threads, program, started })
    const { fit, sample, make, modelBytes, peakBytes } = found
    return { training, seconds: { fit, sample, make }, version: null, modelBytes, peakBytes }
  }
  if (synthesizer.kind === 'baseline') {
    const made = baselineDatabase(synthesizer.name as DatabaseBaselineName, training, schema, seed)
    await writeTables(output, made.synthetic, schema)
    return { training: made.training, seconds: nothing.seconds, version: null, modelBytes: null, peakBytes: null }
  }
  const places = { ...(await writeTraining(folder, real)), rows: rowsOf(training), output, seed, dataset: dataset.name }
  await mkdir(output)
  const make = await runProgram(commandLine(synthesizer.command, places), { folder: synthesizer.folder, threads, started })
  const { fit = null, sample = null, modelBytes = null, version = synthesizer.version } = await readFacts(output)
  return { training, seconds: { fit, sample, make }, version, modelBytes, peakBytes: null }
}

/** What a command learns from: a folder of CSV files, the schema, and the same in SDV's words. */
async function writeTraining(folder: string, { training, schema }: RealHalves) {
  const files = { train: join(folder, 'train'), schema: join(folder, 'schema.json'), metadata: join(folder, 'metadata.json') }
  await writeTables(files.train, training, schema)
  await writeText(files.schema, `${JSON.stringify(schema, null, 1)}\n`)
  await writeText(files.metadata, `${JSON.stringify(toSdvMetadata(schema), null, 1)}\n`)
  return files
}

function scoreOf({ metric, title, value, skill, floor, ceiling }: DatabaseScore): CellScore {
  const of = { version: 1, family: metric === 'utility' ? 'utility' : 'fidelity', level: 'relation', goal: 'maximize' } as const
  return { metric, title, ...of, value, skill, interval: null, floor, ceiling, reason: null }
}

/** How near rows with what their children are together come to those that were learned, of the table that comes nearest. */
function closenessOf(privacy: readonly FamilyPrivacy[]): CellRecord['closeness'] {
  const known = privacy.flatMap(({ closeness, exact, exactUnseen }) => (closeness ? [{ ...closeness, exact, exactUnseen }] : []))
  if (known.length === 0) return null
  const { nearerTraining, nearerTrainingError, exact, exactUnseen } = known.reduce((a, b) => (b.nearerTraining > a.nearerTraining ? b : a))
  const expected = 0.5
  return {
    ...{ nearerTraining, expected, matchesTraining: exact, matchesHoldout: exactUnseen ?? 0 },
    copied: (nearerTraining - expected) / (1 - expected),
    error: nearerTrainingError / (1 - expected),
  }
}

function rowsOf(database: Database): number {
  return Object.values(database).reduce((sum, { rows }) => sum + rows, 0)
}
