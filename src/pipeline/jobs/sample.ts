import { OptionError } from '../../errors.js'
import type { OwnRule } from '../../models/rules/acceptance.js'
import { blockUnits, type Piece, piecesOf } from '../../models/shell/sample.js'
import type { FittedModel, Pool, Progress } from '../../models/synthesizer.js'
import { concatTables, Table } from '../../table/table.js'
import { needsPool, type SteeringOptions } from '../steering/options/options.js'
import type { Shares } from '../steering/weights/groups.js'
import { inPlace } from '../threads/in-place.js'
import type { PlainTable } from '../threads/tasks.js'
import { prepareSampler } from './sampler.js'

/** What rows are drawn: seed, first row, conditions, shares, and in which form. */
export interface SampleOptions extends SteeringOptions {
  readonly seed?: number
  /** A condition on the rows: `age > 60 and oneOf(sex, "F")`. */
  readonly where?: string
  /** Exact shares of levels, ranges or conditions in the whole run, such as `{ income: { '>50K': 0.5 } }`; what isn't named shares the rest as it would. */
  readonly share?: Shares
  /** A condition with quantiles of the model's law: `amount > q(0.999)`. */
  readonly tail?: string
  /** `pairs`: few rows that show every pair of levels, gaps, zeros, ends of numbers and longest texts that the model's rows have. */
  readonly cover?: 'pairs'
  /** Columns whose pairs are covered; all but keys where absent. */
  readonly coverColumns?: readonly string[]
  /** Rows of the whole run, of which shares are shares; as many as are drawn where absent. */
  readonly run?: number
  /** What must hold in every row, besides the rules of the model. */
  readonly rules?: readonly string[]
  /** The same in code. Rows are then drawn on one thread, since functions don't travel. */
  readonly ownRules?: readonly OwnRule[]
  /** Told in one sentence each how the condition is met, and what stands in for names. */
  readonly note?: (sentence: string) => void
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** Up to this many blocks it takes longer to start threads than to draw the rows. */
const fewBlocks = 16

/** Rows, or sequences for a model of them, `from` (included) to `to` (excluded) of the run that the seed names, block by block; memory is a few blocks, however many rows. */
export async function* sampleBlocks(model: FittedModel, from: number, to: number, options: SampleOptions = {}): AsyncGenerator<Table> {
  const { seed, share, rules, ownRules, run = to, note: tell, pool = inPlace, progress, signal } = options
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= from)) {
    throw new OptionError('rows', `must be whole numbers, from 0 up (got ${from}:${to})`)
  }
  if (run < to) throw new OptionError('rows', `end at ${to} in a run of ${run}; give a longer run, or earlier rows`)
  const where =
    options.tail === undefined ? options.where : await whereInTail(model, options.tail, { ...options, pool: ownRules ? inPlace : pool })
  // Functions don't travel to other threads.
  const steered = { ...options, where, pool: ownRules ? inPlace : pool }
  if (options.cover) {
    yield await (await import('../steering/cover/covering.js')).coveringTable(model, steered)
    return
  }
  if (needsPool(options)) {
    const { steeredBlocks } = await import('../steering/steered.js')
    yield* steeredBlocks(model, run, from, to, steered)
    return
  }
  const { sampler, shares, notes } = await prepareSampler(model, { seed, where, share, rules, ownRules, rows: run })
  if (shares !== undefined) tell?.(shares)
  for (const note of notes) tell?.(note)
  const size = blockUnits(model)
  const workers = to - from > fewBlocks * size && !ownRules ? pool : inPlace
  const counts = piecesOf(from, to, size)
  let done = 0
  for await (const { rows, columns } of workers.map<unknown, unknown, PlainTable>(
    'sample-piece',
    sampler,
    piecesOf(from, to, size),
    signal,
  )) {
    signal?.throwIfAborted()
    yield new Table(columns, rows)
    done += (counts.next().value as Piece).count
    progress?.(done / (to - from), 'sampling')
  }
}

/** The condition on rows together with that on the tail, whose quantiles are those of rows that satisfy the first one. */
async function whereInTail(
  model: FittedModel,
  tail: string,
  { seed, where, rules, ownRules, note, ...threads }: SampleOptions,
): Promise<string> {
  const { withQuantiles } = await import('../steering/cover/rare.js')
  const { sampler } = await prepareSampler(model, { seed, where, rules, ownRules })
  const written = await withQuantiles(tail, sampler, threads)
  note?.(`the tail is ${written}`)
  return where === undefined ? written : `(${where}) and (${written})`
}

/** `count` rows as one table. */
export async function sampleTable(model: FittedModel, count: number, options: SampleOptions = {}): Promise<Table> {
  const blocks: Table[] = []
  for await (const block of sampleBlocks(model, 0, count, options)) blocks.push(block)
  return blocks.length > 0 ? concatTables(blocks) : emptyTable(model)
}

function emptyTable({ schema }: FittedModel): Table {
  return new Table(
    schema.columns.map((column) => {
      const { name, kind } = column
      if (kind === 'numeric' || kind === 'integer' || kind === 'datetime') return { name, kind, values: new Float64Array() }
      return { name, kind, values: new Int32Array(), levels: kind === 'id' ? [] : column.levels }
    }),
    0,
  )
}
