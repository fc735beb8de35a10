import { RowsmithError } from '../../errors.js'
import { createOutput } from '../../io/files.js'
import type { Pool } from '../../models/synthesizer.js'
import type { PlannedDataset, PlannedSynthesizer } from '../plan/plan.js'
import { CommandFailure } from '../run/command.js'
import type { CellRecord } from '../run/record.js'
import { ModelRefusal } from './model-process.js'
import { BadOutput } from './read-tables.js'
import type { TableCache } from './table-cache.js'

/** What the process that runs cells is told of one. Plain JSON. */
export interface CellJob {
  readonly dataset: PlannedDataset
  readonly synthesizer: PlannedSynthesizer
  readonly seed: number
  readonly metrics: readonly string[]
  /** True: the rows are attacked, too. */
  readonly attacks: boolean
  /** A folder of its own, removed afterwards. */
  readonly folder: string
  /** Where the evaluation goes. */
  readonly evaluation: string
  readonly threads: number
  /** The arguments of Node that start Rowsmith's command line. */
  readonly program: readonly string[]
}

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

/** Of a cell that came to nothing. */
export const nothing = {
  ...{ version: null, rows: null, columns: null, modelBytes: null, scores: [], closeness: null, attacks: null },
  seconds: { fit: null, sample: null, make: null, evaluate: null },
}

export interface CellContext {
  readonly pool: Pool
  readonly cache: TableCache
  readonly tell: (message: CellMessage) => void
}

const expected = [RowsmithError, CommandFailure, BadOutput, ModelRefusal]

/** What the work gives, or the error by which a synthesizer or the data failed; others are thrown. */
export async function attempt<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly failure: Error }> {
  try {
    return { value: await work }
  } catch (error) {
    if (expected.some((kind) => error instanceof kind)) return { failure: error as Error }
    throw error
  }
}

/** How a cell ended whose synthesizer failed, and why. */
export function failed(failure: Error): Pick<CellRecord, 'outcome' | 'reason'> {
  const reason = failure.message
  if (failure instanceof BadOutput) return { outcome: 'bad-output', reason }
  if (!(failure instanceof CommandFailure)) return { outcome: 'refused', reason }
  return {
    outcome: /out of memory|MemoryError|cannot allocate|Array buffer allocation failed/i.test(failure.said) ? 'out-of-memory' : 'crash',
    reason,
  }
}

/** Writes what reports are made of. */
export async function writeEvaluation(path: string, evaluation: object): Promise<void> {
  const output = await createOutput(path)
  await output.write(new TextEncoder().encode(JSON.stringify(evaluation)))
  await output.commit()
}
