import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import type { Table } from '../../table/table.js'
import { type BaselineName, baselineRows } from '../plan/baselines.js'
import type { PlannedSynthesizer } from '../plan/plan.js'
import { commandLine, readFacts, runProgram } from '../run/command.js'
import { runModelProcess } from './model-process.js'
import type { CellJob } from './outcome.js'
import type { SplitTables } from './read-tables.js'
import type { TableCache } from './table-cache.js'
import { writeRows } from './write-rows.js'

/** What came of making rows, which are in a file now. */
export interface Made {
  /** The rows that count as those learned from. */
  readonly training: Table
  /** How many were asked for; null: as many as the sequences have that were asked for. */
  readonly rows: number | null
  readonly seconds: { readonly fit: number | null; readonly sample: number | null; readonly make: number | null }
  readonly version: string | null
  readonly modelBytes: number | null
  /** The greatest memory of the process that made them, where it knows. */
  readonly peakBytes: number | null
}

const unknown = { seconds: { fit: null, sample: null, make: null }, version: null, modelBytes: null, peakBytes: null }

/**
 * Has the synthesizer of the cell learn the rows and write as many to `output`: a model or a command in a process of its own, whose number
 * is told as it starts.
 */
export async function makeRows(
  job: CellJob,
  real: SplitTables,
  { output, cache, started }: { readonly output: string; readonly cache: TableCache; readonly started: (process: number) => void },
): Promise<Made> {
  const { synthesizer, dataset, seed, threads, folder, program } = job
  const { training, schema } = real
  const rows = sequenceKeyOf(schema) ? null : training.rows
  if (synthesizer.kind === 'model') {
    const found = await runModelProcess({ dataset, synthesizer, seed, threads, output }, { folder, threads, program, started })
    const { fit, sample, make, modelBytes, peakBytes } = found
    return { ...unknown, training, rows, seconds: { fit, sample, make }, modelBytes, peakBytes }
  }
  if (synthesizer.kind !== 'baseline') return byCommand(synthesizer, job, real, { output, cache, started })
  const baseline = baselineRows(synthesizer.name as BaselineName, training, schema, seed)
  await writeRows(output, [baseline.synthetic], schema)
  return { ...unknown, training: baseline.training, rows: baseline.synthetic.rows }
}

async function byCommand(
  { command, folder, version, kind }: PlannedSynthesizer & { kind: 'command' | 'published' },
  { dataset, seed, threads }: CellJob,
  real: SplitTables,
  { output, cache, started }: { readonly output: string; readonly cache: TableCache; readonly started: (process: number) => void },
): Promise<Made> {
  const { training } = real
  const places = { ...(await cache.filesOf(real)), rows: training.rows, output, seed, dataset: dataset.name }
  const make = await runProgram(commandLine(command, places), { folder, threads, started })
  const facts = await readFacts(output)
  const { fit = null, sample = null, modelBytes = null } = facts
  const seconds = kind === 'command' ? { fit, sample, make } : unknown.seconds
  return {
    training,
    rows: sequenceKeyOf(real.schema) ? null : training.rows,
    seconds,
    version: facts.version ?? version,
    modelBytes,
    peakBytes: null,
  }
}
