import { ConstraintError, OptionError } from '../../errors.js'
import { blockUnits, completed, type Sampler } from '../../models/shell/sample.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Table } from '../../table/table.js'
import { prepareSampler, type SamplerOptions } from '../jobs/sampler.js'
import { chooseRows } from './choose.js'
import { surprisingRows } from './cover/rare.js'
import { checkSteering } from './options/check-options.js'
import type { SteeringOptions } from './options/options.js'
import { drawPool, poolRows, type Threads } from './pool.js'

interface Asked extends SteeringOptions, Threads, SamplerOptions {
  readonly note?: (sentence: string) => void
}

/** Rows `from` to `to` of a run of `count`, drawn by weights from a pool of the model's rows. */
export async function* steeredBlocks(model: FittedModel, count: number, from: number, to: number, asked: Asked): AsyncGenerator<Table> {
  const { note, seed = 1, progress, signal } = asked
  if (model.provenance.sequences) {
    throw new OptionError(
      'target',
      `${model.model} makes sequences, and statistics are steered row by row; use --share or --where, or fit a model of rows`,
    )
  }
  await checkSteering(asked, model.schema)
  const { sampler, pool } = await poolOf(model, count, asked)
  const chosen = await chooseRows(model, pool, count, { ...asked, seed })
  for (const sentence of chosen.notes) note?.(sentence)
  const size = blockUnits(model)
  // Whole blocks, as values made anew may come back within one.
  for (let start = Math.floor(from / size) * size; start < to; start += size) {
    signal?.throwIfAborted()
    const rows = chosen.table.take(chosen.positions.subarray(start, Math.min(count, start + size)))
    yield completed(sampler, rows, start).slice(Math.max(0, from - start), Math.min(size, to - start))
    progress?.(Math.min(1, (start + size - from) / (to - from)), 'sampling')
  }
}

async function poolOf(model: FittedModel, count: number, asked: Asked): Promise<{ readonly sampler: Sampler; readonly pool: Table }> {
  const { seed, surprising, note } = asked
  const wanted = poolRows({ model, seed: seed ?? 1 }, count)
  const isTilted = (asked.targets ?? []).length + (asked.margins ?? []).length > 0 || asked.fair !== undefined
  const rare = isTilted ? wanted : Math.ceil(1.1 * count)
  // Of a run of exact shares, rows are wanted in these shares, and as many as will be looked at.
  const rows = surprising ? Math.ceil((1.3 * rare) / surprising) + 2 ** 21 : wanted
  // What shares come to in the pool is not what they come to in the run.
  const { sampler, notes } = await prepareSampler(model, { ...asked, rows })
  for (const sentence of notes) note?.(sentence)
  if (surprising === undefined) return { sampler, pool: await drawPool(sampler, wanted, asked) }
  const pool = await surprisingRows(sampler, model, surprising, rare, asked)
  if (pool.rows === 0)
    throw new ConstraintError('surprising', 'no row was found that the model gives so little density; give a greater share')
  return { sampler, pool }
}
