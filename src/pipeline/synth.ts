import { PrivacyError } from '../errors.js'
import { type EvaluateOptions, evaluate } from '../evaluate/evaluate.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { type FitOptions, fitModel } from '../models/fit.js'
import { createRng } from '../random/rng.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { sampleTable } from './sample.js'

/** Below this many rows a fifth of them says nothing, and the evaluation falls back to the rows that the model saw. */
export const leastHoldout = 20

export interface HoldoutEvaluation {
  readonly evaluation: Evaluation
  /** What was compared with what, in one sentence. */
  readonly note: string
}

const splitStream = -3

/** The table in two parts at random: the rows to learn from and a fifth that is kept aside. */
export function splitHoldout(table: Table, seed: number): { training: Table; holdout: Table } {
  const rng = createRng(seed, splitStream)
  const order = Int32Array.from({ length: table.rows }, (_, i) => i)
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const swapped = order[i] as number
    order[i] = order[j] as number
    order[j] = swapped
  }
  const held = Math.floor(table.rows / 5)
  return { holdout: table.take(order.subarray(0, held).sort()), training: table.take(order.subarray(held).sort()) }
}

/**
 * How good the model is on this table: fitted to four fifths of the rows and judged against the fifth that it never saw.
 * The rows that a user gets come from another fit, to all rows. The metrics are the `fast` ones unless others are chosen.
 */
export async function evaluateByHoldout(
  table: Table,
  schema: Schema,
  { progress, ...options }: FitOptions & Pick<EvaluateOptions, 'metrics'> = {},
): Promise<HoldoutEvaluation> {
  if (options.privacy)
    throw new PrivacyError('evaluation', 'fits to a part of the rows, which no budget covers; evaluate the rows of the private model')
  const { seed = 1, signal, pool, metrics = 'fast' } = options
  const few = table.rows < leastHoldout * 5
  const { training, holdout } = few ? { training: table, holdout: undefined } : splitHoldout(table, seed)
  const model = await fitModel(training, schema, options)
  const synthetic = await sampleTable(model, training.rows, { seed, pool, signal })
  const tables = { training, synthetic, ...(holdout ? { holdout } : {}) }
  const evaluation = await evaluate(tables, { schema, seed, metrics, pool, signal, progress, maker: model.model })
  const count = (rows: number): string => rows.toLocaleString('en')
  const note = holdout
    ? `Judged with a model fitted to ${count(training.rows)} rows (80 %), against the ${count(holdout.rows)} rows it never saw; the delivered rows come from a second fit, to all ${count(table.rows)} rows.`
    : `With ${count(table.rows)} rows there are too few to keep some aside: the synthetic rows are compared with the rows that the model saw, which flatters them.`
  return { evaluation, note }
}
