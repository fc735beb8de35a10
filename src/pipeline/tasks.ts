import { runChainTask } from '../models/mixture/fit.js'
import { type Piece, type Sampler, samplePiece } from '../models/sample.js'
import type { Column } from '../table/column.js'

/** Rows as they travel between threads. */
export interface PlainTable {
  readonly rows: number
  readonly columns: readonly Column[]
}

function samplePieceTask(sampler: Sampler, piece: Piece): PlainTable {
  const { rows, columns } = samplePiece(sampler, piece)
  return { rows, columns }
}

/** Pure functions of (shared, input) that a pool may run on another thread, by name. */
export const tasks: Readonly<Record<string, (shared: never, input: never) => unknown>> = {
  'sample-piece': samplePieceTask,
  'pcc-chain': runChainTask,
}

export type RunTask = (shared: unknown, input: unknown) => unknown

export function findTask(name: string): RunTask {
  const task = tasks[name]
  if (!task) throw new RangeError(`no task is named ${name}`)
  return task as unknown as RunTask
}
