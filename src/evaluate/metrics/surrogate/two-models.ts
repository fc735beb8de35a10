import type { Surrogate } from '../../../surrogate/fit.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricInput } from '../../metric.js'
import { cutToOneSize } from '../../tables/random-rows.js'
import type { OwnMetric } from '../define-metric.js'
import { incomparable, type Refusal } from '../define-metric.js'
import { surrogatePapers } from './notes.js'
import { fewestRows, Judge, type JudgedTables, judgedTables, surrogateRows } from './pcc-judge.js'

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

/** Both models, fitted once for all metrics that ask for them; ask `judgementRefused` first. */
export function twoModels(input: MetricInput, context: MetricContext): TwoModels {
  const tables = judgedTables(input, context)
  const judge = new Judge(tables, context)
  const [fitted, made] = cutToOneSize([tables.fitted, tables.synthetic], context) as [Table, Table]
  return { tables, judge, fitted, made, real: judge.surrogateOf(fitted), synthetic: judge.surrogateOf(made) }
}

/** As `incomparable`, and where there are too few rows to fit a surrogate to. */
export const judgementRefused: Refusal = (metric, input, context) => {
  const refused = incomparable(metric, input, context)
  if (refused) return refused
  const { fitted } = judgedTables(input, context)
  if (fitted.rows >= fewestRows) return undefined
  return { value: null, reason: `There are too few real rows to fit a surrogate to: ${fitted.rows}, where ${fewestRows} are the least.` }
}

/** What the metrics share that judge by a surrogate. */
export const surrogateMetric = {
  references: surrogatePapers,
  basis: 'model-based',
  cost: 'full',
  mostRows: surrogateRows,
  mostDraws: 3,
  refused: judgementRefused,
} as const satisfies Partial<OwnMetric>
