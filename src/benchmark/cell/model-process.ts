import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { RowsmithError } from '../../errors.js'
import { writeText } from '../../io/files.js'
import { findModel } from '../../models/index.js'
import { stringifyDatabaseModel } from '../../models/relational/model-file.js'
import { fitModel } from '../../models/shell/fit.js'
import { stringifyModel } from '../../models/shell/model-file.js'
import type { Pool } from '../../models/synthesizer.js'
import { tunePrivacy } from '../../pipeline/holdout/tune.js'
import { fitDatabase, sampleDatabase } from '../../pipeline/jobs/database.js'
import { sampleBlocks } from '../../pipeline/jobs/sample.js'
import type { PlannedDataset, PlannedSynthesizer } from '../plan/plan.js'
import { type CommandRunOptions, runProgram } from '../run/command.js'
import { memoryOf } from '../run/process-tree.js'
import { readHalves, writeTables } from './database-files.js'
import { readReal } from './read-tables.js'
import { writeRows } from './write-rows.js'

/** What the process of a model is told. Plain JSON. */
export interface ModelJob {
  readonly dataset: PlannedDataset
  readonly synthesizer: PlannedSynthesizer & { readonly kind: 'model' }
  readonly seed: number
  readonly threads: number
  /** Where the rows go. */
  readonly output: string
}

/** What it tells: why the model can't learn these rows, or what came of it. */
const modelFacts = z.union([
  z.object({ refused: z.string() }),
  z.object({ fit: z.number(), sample: z.number(), modelBytes: z.number(), peakBytes: z.number().nullable() }),
])
type ModelFacts = z.infer<typeof modelFacts>

/** A model that said that it can't learn a table. */
export class ModelRefusal extends Error {}

const seconds = (since: number): number => (performance.now() - since) / 1000
const factsOf = (output: string): string => `${output}.json`

/** Fits a model and writes as many rows, or sequences, as there are to learn from, in the process of the cell's synthesizer. Only faults of Rowsmith are thrown. */
export async function makeModelRows(job: ModelJob, pool: Pool): Promise<void> {
  const facts = await learnAndSample(job, pool).catch((error): ModelFacts => {
    if (error instanceof RowsmithError) return { refused: error.message }
    throw error
  })
  await writeText(factsOf(job.output), JSON.stringify(facts))
}

async function learnAndSample(job: ModelJob, pool: Pool): Promise<ModelFacts> {
  if (job.dataset.database) return learnDatabase(job, pool)
  const { dataset, synthesizer, seed, output } = job
  const { model: name, options, audit, privacy } = synthesizer
  const { training, schema } = await readReal(dataset, seed)
  const started = performance.now()
  const asked = { model: name, options, seed, pool, ...(privacy && { privacy }) }
  const tuned = audit && !privacy && findModel(name).privacyKnob ? await tunePrivacy(training, schema, asked) : null
  const model = await fitModel(training, schema, tuned ? { ...asked, options: tuned.options } : asked)
  const fit = seconds(started)
  const fitted = performance.now()
  const units = model.provenance.sequences?.count ?? training.rows
  await writeRows(output, sampleBlocks(model, 0, units, { seed, pool }), model.schema)
  const sample = seconds(fitted)
  // Its size is none of what making rows takes.
  const peakBytes = memoryOf('self')?.peak ?? null
  return { fit, sample, modelBytes: Buffer.byteLength(stringifyModel(model)), peakBytes }
}

async function learnDatabase({ dataset, synthesizer, seed, output }: ModelJob, pool: Pool): Promise<ModelFacts> {
  const { training, schema } = await readHalves(dataset, seed)
  const started = performance.now()
  const model = await fitDatabase(training, { schema, seed, options: synthesizer.options, pool })
  const fit = seconds(started)
  const fitted = performance.now()
  await writeTables(output, await sampleDatabase(model, { seed, pool }), model.schema)
  const sample = seconds(fitted)
  const peakBytes = memoryOf('self')?.peak ?? null
  return { fit, sample, modelBytes: Buffer.byteLength(stringifyDatabaseModel(model)), peakBytes }
}

/** Has a process of its own make the rows. Throws a Refusal where the model can't learn them, and a CommandFailure where the process fails. */
export async function runModelProcess(
  job: ModelJob,
  { program, ...run }: CommandRunOptions & { readonly program: readonly string[] },
): Promise<Exclude<ModelFacts, { refused: string }> & { readonly make: number }> {
  const file = join(run.folder, 'model.json')
  await writeText(file, JSON.stringify(job))
  const make = await runProgram([process.execPath, ...process.execArgv, ...program, 'benchmark', 'model', file], run)
  const facts = modelFacts.parse(JSON.parse(await readFile(factsOf(job.output), 'utf8')))
  if ('refused' in facts) throw new ModelRefusal(facts.refused)
  return { ...facts, make }
}
