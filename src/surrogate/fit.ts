import { Chain, type ChainPlan, runChain } from '../learn/pcc/chain/chain.js'
import { startingRows, startingViews } from '../learn/pcc/chain/starting-views.js'
import type { PccModel } from '../learn/pcc/mixture.js'
import type { PccColumn } from '../learn/pcc/state/columns.js'
import type { PosteriorSample } from '../learn/pcc/state/state.js'
import type { Pool, Progress } from '../learn/pool.js'
import { inTurns, takeTurns, type Work } from '../learn/turn.js'
import type { Rng } from '../random/rng.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { codedColumn, codingsOf, type SurrogateCoding } from './coding.js'

/** A table as cross-categorisation sees it: how its cells are told, and posterior samples of how they hang together. Plain data. */
export interface Surrogate {
  /** Rows that it was fitted to. */
  readonly rows: number
  /** In the schema's order. */
  readonly codings: readonly SurrogateCoding[]
  readonly model: PccModel
}

export interface SurrogateOptions {
  /** Posterior samples, each from a run of its own. */
  readonly chains?: number
  /** Sweeps over the first `structureRows` rows, drawn at random, by which a chain finds the structure. */
  readonly sweeps?: number
  readonly structureRows?: number
  /** Sweeps over the first `rows` rows of a larger table once the structure is found; those beyond are taken in once. */
  readonly fullSweeps?: number
  readonly rows?: number
  /** Points of a margin of numbers, at most. */
  readonly knots?: number
  /** How cells are told, by a table that holds all of these rows; see `codingsOf`. From the rows themselves where absent. */
  readonly codings?: readonly SurrogateCoding[]
  /** Rows that each outcome counts for before any is seen: above 0, what the codings know but these rows lack is possible too. */
  readonly unseen?: number
}

export interface SurrogateContext {
  readonly rng: Rng
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

export const surrogateDefaults = { chains: 4, sweeps: 60, structureRows: 5000, fullSweeps: 15, rows: 50_000, knots: 1000 } as const

/** What all chains share: see `runChainTask`. */
export interface ChainTask {
  readonly columns: readonly PccColumn[]
  readonly plan: ChainPlan
}

/** Runs the chain of this key: the task that a pool knows as `pcc-chain`. */
export function runChainTask({ columns, plan }: ChainTask, key: readonly number[]): PosteriorSample {
  return runChain(columns, plan, key)
}

/** Stream of the scores that rounded and repeated values are spread over; chains have streams 0, 1, ... */
const spreadStream = -1
/** Cells that all chains go over in all sweeps, from which on it pays to start threads. */
const cellsForThreads = 300_000

/** The table's columns in views and its rows in categories, by several chains; the same for any pool. The table must conform to the schema. */
export async function fitSurrogate(table: Table, schema: Schema, options: SurrogateOptions, context: SurrogateContext): Promise<Surrogate> {
  const { task, keys, surrogateOf } = preparation(table, schema, options, context.rng)
  return surrogateOf(await runChains(task, keys, context))
}

/** As `fitSurrogate`, one chain after the other, as work. */
export function* fittingSurrogate(table: Table, schema: Schema, options: SurrogateOptions, rng: Rng): Work<Surrogate> {
  const { task, keys, surrogateOf } = preparation(table, schema, options, rng)
  const states: PosteriorSample[] = []
  for (const key of keys) {
    const chain = new Chain(task.columns, task.plan, key)
    while (yield* chain.step()) yield
    states.push(chain.state())
  }
  return surrogateOf(states)
}

interface Preparation {
  readonly task: ChainTask
  /** One per chain. */
  readonly keys: readonly number[][]
  surrogateOf(chains: PosteriorSample[]): Surrogate
}

function preparation(table: Table, schema: Schema, options: SurrogateOptions, rng: Rng): Preparation {
  const { chains, knots, unseen = 0, codings = codingsOf(table, schema, knots), ...sizes } = { ...surrogateDefaults, ...options }
  const spread = rng.split(spreadStream)
  const columns = schema.columns.map(({ name }, i) => codedColumn(table.column(name), codings[i], spread, unseen))
  const keys = Array.from({ length: chains }, (_, chain) => {
    const stream = rng.split(chain)
    return [stream.integer(2 ** 32), stream.integer(2 ** 32)]
  })
  return {
    task: {
      columns,
      // Pairs of all columns are looked at once for all chains, where no chain has rows of its own to look at.
      plan: { ...planFor(table.rows, sizes), ...(table.rows <= startingRows ? { starts: startingViews(columns) } : {}) },
    },
    keys,
    surrogateOf: (states) => ({
      rows: table.rows,
      codings,
      model: { columns: columns.map(({ base, rest }) => ({ base, rest })), chains: states },
    }),
  }
}

type PlanSizes = Required<Pick<SurrogateOptions, 'structureRows' | 'sweeps' | 'rows' | 'fullSweeps'>>

/** Tables that the first stage holds as a whole need no second one. */
function planFor(tableRows: number, { structureRows, sweeps, rows, fullSweeps }: PlanSizes): ChainPlan {
  if (tableRows === 0) return { structureRows, structureSweeps: 0, rows, sweeps: 0 }
  return { structureRows, structureSweeps: sweeps, rows, sweeps: tableRows > structureRows ? fullSweeps : 0 }
}

async function runChains(
  task: ChainTask,
  keys: readonly number[][],
  { pool, progress, signal }: SurrogateContext,
): Promise<PosteriorSample[]> {
  const states: PosteriorSample[] = []
  if (pool && pool.size > 1 && keys.length > 1 && keys.length * cellsSwept(task) > cellsForThreads) {
    for await (const state of pool.map<ChainTask, readonly number[], PosteriorSample>('pcc-chain', task, keys, signal)) {
      states.push(state)
      progress?.(states.length / keys.length, 'running chains')
    }
    return states
  }
  for (const key of keys) {
    const chain = new Chain(task.columns, task.plan, key)
    while (await inTurns(chain.step(), signal)) {
      progress?.((states.length + chain.done) / keys.length, 'running chains')
      await takeTurns(signal)
    }
    states.push(chain.state())
  }
  return states
}

/** Cells that a chain goes over in all of its sweeps. */
function cellsSwept({ columns, plan: { structureRows, structureSweeps, rows, sweeps } }: ChainTask): number {
  const tableRows = columns[0]?.codes.length ?? 0
  return columns.length * (Math.min(tableRows, structureRows) * structureSweeps + Math.min(tableRows, rows) * sweeps)
}
