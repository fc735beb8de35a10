import { OptionError } from '../../../errors.js'
import { findModel, models } from '../../../models/index.js'
import { withTextsAsLevels } from '../../../models/shell/layout.js'
import type { FittedModel, Pool, Progress } from '../../../models/synthesizer.js'
import type { Table } from '../../../table/table.js'
import { conform } from '../../../table/typing/conform.js'
import { blocksOf } from '../../threads/block-tasks.js'
import { inPlace } from '../../threads/in-place.js'
import type { TableBlock } from '../../threads/tasks.js'

/** Threads to score rows on, and who is told of it. */
export interface ScoreOptions {
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** Rows that are scored together. */
const scoredRows = 2048

/**
 * Log density of each row under the model, in nats: a probability for levels, repeated numbers and numbers with fixed decimals, a density per
 * unit for others. -Infinity for a row that the model never makes: a level or a gap that it hasn't seen, a number beyond those it has
 * seen. Columns that the model made anew, or doesn't know, play no part.
 */
export async function scoreTable(
  model: FittedModel,
  table: Table,
  { pool = inPlace, progress, signal }: ScoreOptions = {},
): Promise<Float64Array> {
  const { unit } = requireDensity(model)
  const known = conform(table, withTextsAsLevels(model.schema), { unseen: 'add' })
  const logs = new Float64Array(table.rows)
  let done = 0
  // Rows of one sequence have to stay together.
  const inputs = blocksOf(known, unit === 'sequence' ? Math.max(1, table.rows) : scoredRows)
  const workers = table.rows > scoredRows ? pool : inPlace
  for await (const part of workers.map<FittedModel, TableBlock, Float64Array>('density-block', model, inputs, signal)) {
    signal?.throwIfAborted()
    logs.set(part, done)
    done += part.length
    progress?.(done / table.rows, 'scoring')
  }
  return logs
}

function requireDensity({ model }: FittedModel): { readonly unit: 'row' | 'sequence' } {
  const synthesizer = findModel(model)
  if (synthesizer.logDensity) return synthesizer
  const others = models.filter(({ logDensity }) => logDensity).map(({ name }) => name)
  throw new OptionError('model', `${model} has no density to score rows with; fit one of ${others.join(', ')}`)
}
