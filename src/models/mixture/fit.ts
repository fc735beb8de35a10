import { Chain, type ChainPlan, runChain } from '../../learn/pcc/chain.js'
import type { PccColumn } from '../../learn/pcc/columns.js'
import type { ChainState } from '../../learn/pcc/state.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { FitContext } from '../synthesizer.js'
import { codingOf, encodeColumn } from './coding.js'
import type { MixtureState } from './state.js'

export interface MixtureOptions {
  readonly chains: number
  readonly sweeps: number
  readonly structureRows: number
  readonly fullSweeps: number
  readonly rows: number
  readonly knots: number
}

/** What all chains share: see `runChainTask`. */
export interface ChainTask {
  readonly columns: readonly PccColumn[]
  readonly plan: ChainPlan
}

/** Runs the chain of this key: the task that a pool knows as `pcc-chain`. */
export function runChainTask({ columns, plan }: ChainTask, key: readonly number[]): ChainState {
  return runChain(columns, plan, key)
}

/** Stream of the scores that rounded and repeated values are spread over; chains have streams 0, 1, ... */
const spreadStream = -1
/** Sweeps after which other work gets its turn. */
const sweepsPerTurn = 5

export async function fitMixture(table: Table, schema: Schema, options: MixtureOptions, context: FitContext): Promise<MixtureState> {
  const { rng } = context
  const spread = rng.split(spreadStream)
  const codings = schema.columns.map((column) => codingOf(table.column(column.name), column, options.knots))
  const columns = schema.columns.map(({ name }, i) => encodeColumn(table.column(name), codings[i] as (typeof codings)[number], spread))
  const plan = planFor(table.rows, options)
  const keys = Array.from({ length: options.chains }, (_, chain) => {
    const stream = rng.split(chain)
    return [stream.integer(2 ** 32), stream.integer(2 ** 32)]
  })
  const chains = await runChains({ columns, plan }, keys, context)
  return { rows: table.rows, codings, model: { columns: columns.map(({ base, rest }) => ({ base, rest })), chains } }
}

/** Tables that the first stage holds as a whole need no second one. */
function planFor(tableRows: number, { structureRows, sweeps, rows, fullSweeps }: MixtureOptions): ChainPlan {
  if (tableRows === 0) return { structureRows, structureSweeps: 0, rows, sweeps: 0 }
  return { structureRows, structureSweeps: sweeps, rows, sweeps: tableRows > structureRows ? fullSweeps : 0 }
}

async function runChains(task: ChainTask, keys: readonly number[][], { pool, progress, signal }: FitContext): Promise<ChainState[]> {
  const states: ChainState[] = []
  if (pool && pool.size > 1) {
    for await (const state of pool.map<ChainTask, readonly number[], ChainState>('pcc-chain', task, keys, signal)) {
      states.push(state)
      progress?.(states.length / keys.length, 'running chains')
    }
    return states
  }
  for (const key of keys) {
    const chain = new Chain(task.columns, task.plan, key)
    for (let sweep = 0; chain.step(); sweep++) {
      signal?.throwIfAborted()
      progress?.((states.length + chain.done) / keys.length, 'running chains')
      if (sweep % sweepsPerTurn === 0) await new Promise((resolve) => setTimeout(resolve))
    }
    states.push(chain.state())
  }
  return states
}
