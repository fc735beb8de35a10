import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { cutToOneSize } from '../../tables/random-rows.js'
import type { WithHoldout } from '../results.js'
import { type Assessment, assess } from './assess.js'
import { type Learner, learners, type Predict } from './learners.js'
import { type Task, taskOf } from './task.js'

/** What one learner predicts of the holdout once it has seen the training rows, and once it has seen as many synthetic ones. */
export interface Trained {
  readonly task: Task
  readonly learner: Learner
  readonly real: Predict
  readonly synthetic: Predict
  readonly fromReal: Float64Array
  readonly fromSynthetic: Float64Array
}

/** Every learner on one target. The training rows are learned once, whatever they are compared with. */
export function trainedOn(target: ColumnSchema, { training, synthetic, holdout }: WithHoldout, context: MetricContext): readonly Trained[] {
  return context.memo(`trained ${target.name}`, [training, synthetic, holdout], () => {
    const [real, made] = cutToOneSize([training, synthetic], context) as [Table, Table]
    const task = taskOf(target, real, context)
    return learners.map((learner) => {
      context.signal?.throwIfAborted()
      const fitted = context.memo(`${learner.name} ${target.name}`, [real], () => learner.learn(task, real, context))
      const fromReal = context.memo(`${learner.name} ${target.name}`, [real, holdout], () => fitted(holdout))
      const synthetic = learner.learn(task, made, context)
      return { task, learner, real: fitted, synthetic, fromReal, fromSynthetic: synthetic(holdout) }
    })
  })
}

/** How good the two are on real rows, and the part of the skill that survives, 0 to 1. */
export interface Transfer {
  readonly learner: Learner
  readonly real: Assessment
  readonly synthetic: Assessment
  /** Null where even real rows teach nothing: their skill is within two standard errors of none. */
  readonly kept: number | null
}

/** Standard errors by which real rows must teach something. */
const standardErrors = 2

/** What each learner's skill is on these rows of the holdout, on all without `rows`; none where the rows can't tell. */
export function transfersOf(trained: readonly Trained[], holdout: Table, rows?: Int32Array): readonly Transfer[] {
  return trained.flatMap(({ task, learner, fromReal, fromSynthetic }) => {
    const real = assess(task, fromReal, holdout, rows)
    const synthetic = assess(task, fromSynthetic, holdout, rows)
    if (!real || !synthetic) return []
    const teaches = real.skill > Math.max(standardErrors * real.error, 1e-9)
    return [{ learner, real, synthetic, kept: teaches ? Math.max(0, Math.min(1, synthetic.skill / real.skill)) : null }]
  })
}

/** The mean over learners of the skill that is kept; `real` and `synthetic` are the mean skills of those learners. */
export function transferDetail(columns: readonly string[], transfers: readonly Transfer[]): MetricDetail {
  if (transfers.length === 0) return { columns, value: null, reason: 'It varies too little in the holdout for predictions to be judged.' }
  const able = transfers.filter(({ kept }) => kept !== null)
  if (able.length === 0) return { columns, value: null, reason: "It can't be predicted, even by what real rows teach." }
  const mean = (of: (transfer: Transfer) => number) => able.reduce((sum, transfer) => sum + of(transfer), 0) / able.length
  return {
    columns,
    value: mean(({ kept }) => kept as number),
    real: mean(({ real }) => real.skill),
    synthetic: Math.max(
      -1,
      mean(({ synthetic }) => synthetic.skill),
    ),
  }
}
