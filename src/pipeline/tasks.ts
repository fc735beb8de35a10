import { scoreUnitTask } from '../evaluate/score-unit.js'
import { type Imputer, imputeBlock } from '../models/impute.js'
import { blockLogDensity } from '../models/log-density.js'
import { fitStepTask as fitChainStep } from '../models/markov-chain/fit-step.js'
import { type Piece, type Sampler, samplePiece } from '../models/sample.js'
import { fitStepTask } from '../models/sequential-trees/fit-step.js'
import type { FittedModel } from '../models/synthesizer.js'
import { runChainTask } from '../surrogate/fit.js'
import type { Column } from '../table/column.js'
import { Table } from '../table/table.js'
import { refitTask } from './refit-task.js'

/** Rows as they travel between threads. */
export interface PlainTable {
  readonly rows: number
  readonly columns: readonly Column[]
}

function samplePieceTask(sampler: Sampler, piece: Piece): PlainTable {
  const { rows, columns } = samplePiece(sampler, piece)
  return { rows, columns }
}

/** A block of a table on its way to a thread. */
export interface TableBlock extends PlainTable {
  readonly block: number
}

function imputeBlockTask(imputer: Imputer, { block, rows, columns }: TableBlock): PlainTable {
  const filled = imputeBlock(imputer, new Table(columns, rows), block)
  return { rows: filled.rows, columns: filled.columns }
}

function densityBlockTask(model: FittedModel, { rows, columns }: TableBlock): Float64Array {
  return blockLogDensity(model, new Table(columns, rows))
}

/** Pure functions of (shared, input) that a pool may run on another thread, by name; what they return may be a promise. */
export const tasks: Readonly<Record<string, (shared: never, input: never) => unknown>> = {
  'sample-piece': samplePieceTask,
  'impute-block': imputeBlockTask,
  'density-block': densityBlockTask,
  'pcc-chain': runChainTask,
  'tree-step': fitStepTask,
  'chain-step': fitChainStep,
  'score-unit': scoreUnitTask,
  refit: refitTask,
}

export type RunTask = (shared: unknown, input: unknown) => unknown

export function findTask(name: string): RunTask {
  const task = tasks[name]
  if (!task) throw new RangeError(`no task is named ${name}`)
  return task as unknown as RunTask
}
