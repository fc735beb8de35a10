import type { Column } from '../../table/column.js'

/** Rows as they travel between threads. */
export interface PlainTable {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** A block of a table on its way to a thread. */
export interface TableBlock extends PlainTable {
  readonly block: number
}

/**
 * Pure functions of (shared, input) that a pool may run on another thread, by name; what they return may be a promise. Each is loaded when it is first
 * asked for: a thread that has to load all of them takes several times as long to start.
 */
const tasks = {
  'sample-piece': async () => (await import('./block-tasks.js')).samplePieceTask,
  'drawn-piece': async () => (await import('./block-tasks.js')).drawnPieceTask,
  'surprising-piece': async () => (await import('../steering/cover/rare.js')).surprisingPieceTask,
  'impute-block': async () => (await import('./block-tasks.js')).imputeBlockTask,
  'density-block': async () => (await import('./block-tasks.js')).densityBlockTask,
  'pcc-chain': async () => (await import('../../surrogate/fit.js')).runChainTask,
  'tree-step': async () => (await import('../../models/sequential-trees/fit/fit-step.js')).fitStepTask,
  'chain-step': async () => (await import('../../models/markov-chain/fit/fit-step.js')).fitChainStepTask,
  'relational-step': async () => (await import('../../models/relational/fit/table/steps.js')).fitRelationalStep,
  'family-block': async () => (await import('../../models/relational/draw/task.js')).familyBlockTask,
  'score-unit': async () => (await import('../../evaluate/engine/run-units.js')).chartedUnitTask,
  refit: async () => (await import('../privacy/refit-task.js')).refitTask,
} satisfies Record<string, () => Promise<(shared: never, input: never) => unknown>>

export type RunTask = (shared: unknown, input: unknown) => unknown

export async function findTask(name: string): Promise<RunTask> {
  if (!Object.hasOwn(tasks, name)) throw new RangeError(`no task is named ${name}`)
  return (await tasks[name as keyof typeof tasks]()) as unknown as RunTask
}
