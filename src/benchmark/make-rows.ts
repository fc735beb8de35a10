import { writeText } from '../io/files.js'
import { fitModel } from '../models/fit.js'
import { findModel } from '../models/index.js'
import { stringifyModel } from '../models/model-file.js'
import type { FittedModel, Pool } from '../models/synthesizer.js'
import { tunePrivacy } from '../pipeline/audit.js'
import { sampleBlocks } from '../pipeline/sample.js'
import type { Table } from '../table/table.js'
import { type BaselineName, baselineRows } from './baselines.js'
import type { CellJob } from './cell.js'
import { commandLine, readFacts, runCommand } from './command.js'
import type { PlannedSynthesizer } from './plan.js'
import type { RealRows } from './read-tables.js'
import { writeRows } from './write-rows.js'

/** What came of making rows, which are in a file now. */
export interface Made {
  /** The rows that count as those learned from. */
  readonly training: Table
  readonly rows: number
  readonly fit: number | null
  readonly sample: number | null
  /** Of the whole; null: since the start of the process. */
  readonly make: number | null
  readonly version: string | null
  readonly modelBytes: () => number | null
}

const seconds = (since: number): number => (performance.now() - since) / 1000

/** Has the synthesizer of the cell learn the rows and write as many to `output`. */
export async function makeRows(job: CellJob, real: RealRows, output: string, pool: Pool): Promise<Made> {
  const { synthesizer, seed } = job
  if (synthesizer.kind === 'model') return byModel(synthesizer, seed, real, output, pool)
  if (synthesizer.kind !== 'baseline') return byCommand(synthesizer, job, real, output)
  const { training, synthetic } = baselineRows(synthesizer.name as BaselineName, real.training, seed)
  await writeRows(output, [synthetic], real.schema)
  return { training, rows: synthetic.rows, fit: null, sample: null, make: null, version: null, modelBytes: () => null }
}

async function byModel(
  { model: name, options, audit, privacy }: PlannedSynthesizer & { kind: 'model' },
  seed: number,
  { training, schema }: RealRows,
  output: string,
  pool: Pool,
): Promise<Made> {
  const started = performance.now()
  const asked = { model: name, options, seed, pool, ...(privacy && { privacy }) }
  const tuned = audit && !privacy && findModel(name).privacyKnob ? await tunePrivacy(training, schema, asked) : null
  const model = await fitModel(training, schema, tuned ? { ...asked, options: tuned.options } : asked)
  const fit = seconds(started)
  const fitted = performance.now()
  await writeRows(output, sampleBlocks(model, 0, training.rows, { seed, pool }), model.schema)
  const sizeOf = (fitted: FittedModel): number => Buffer.byteLength(stringifyModel(fitted))
  return { training, rows: training.rows, fit, sample: seconds(fitted), make: null, version: null, modelBytes: () => sizeOf(model) }
}

async function byCommand(
  { command, folder, version, kind }: PlannedSynthesizer & { kind: 'command' | 'published' },
  { dataset, seed, folder: work, threads }: CellJob,
  { training, schema }: RealRows,
  output: string,
): Promise<Made> {
  const places = { train: `${work}/train.csv`, rows: training.rows, output, seed, schema: `${work}/schema.json`, dataset: dataset.name }
  await writeRows(places.train, [training], schema)
  await writeText(places.schema, `${JSON.stringify(schema, null, 1)}\n`)
  const started = performance.now()
  await runCommand(commandLine(command, places), folder, threads)
  const make = seconds(started)
  const facts = await readFacts(output)
  const timed = kind === 'command' ? { fit: facts.fit ?? null, sample: facts.sample ?? null, make } : { fit: null, sample: null, make }
  return { training, rows: training.rows, ...timed, version: facts.version ?? version, modelBytes: () => facts.modelBytes ?? null }
}
