import type { Surrogate } from '../../../surrogate/fit.js'
import type { Table } from '../../../table/table.js'
import type { Metric, MetricContext, MetricInput, MetricResult } from '../../metric.js'
import { cutToOneSize } from '../../tables/random-rows.js'
import { unmetNeed } from '../compute-metric.js'
import { incomparable } from '../results.js'
import { fewestRows, Judge, type JudgedTables, judgedTables } from './pcc-judge.js'

/** A model of the training rows and one of as many synthetic rows, which tell their cells alike. */
export interface TwoModels {
  readonly tables: JudgedTables
  readonly judge: Judge
  /** The rows they were fitted to. */
  readonly fitted: Table
  readonly made: Table
  readonly real: Surrogate
  readonly synthetic: Surrogate
}

/** Both models, fitted once for all metrics that ask for them, or why there are none. */
export function twoModels(
  metric: Pick<Metric, 'needs'>,
  input: MetricInput,
  context: MetricContext,
): TwoModels | { readonly refused: MetricResult } {
  const refused = judgementRefused(metric, input, context)
  if (refused) return { refused }
  const tables = judgedTables(input, context)
  const judge = new Judge(tables, context)
  const [fitted, made] = cutToOneSize([tables.fitted, tables.synthetic], context) as [Table, Table]
  return { tables, judge, fitted, made, real: judge.surrogateOf(fitted), synthetic: judge.surrogateOf(made) }
}

/** Why a surrogate can't judge these tables; undefined where it can. */
export function judgementRefused(metric: Pick<Metric, 'needs'>, input: MetricInput, context: MetricContext): MetricResult | undefined {
  const refused = incomparable(input, context)
  if (refused) return refused
  const reason = unmetNeed(metric, input, context)
  if (reason !== undefined) return { value: null, reason }
  const { fitted } = judgedTables(input, context)
  if (fitted.rows >= fewestRows) return undefined
  return { value: null, reason: `There are too few real rows to fit a surrogate to: ${fitted.rows}, where ${fewestRows} are the least.` }
}
