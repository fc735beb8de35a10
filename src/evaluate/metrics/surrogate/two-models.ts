import type { Work } from '../../../learn/turn.js'
import type { Surrogate } from '../../../surrogate/fit.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricInput } from '../../metric.js'
import { incomparable, type OwnMetric, type Refusal } from '../define-metric.js'
import { cutToOneSize } from '../results.js'
import { surrogatePapers } from './notes.js'
import { fewestRows, type JudgedTables, judgedTables, SurrogateJudge, surrogateRows } from './pcc-judge.js'

/** A model of the training rows and one of as many synthetic rows, which tell their cells alike. */
export interface TwoModels {
  readonly tables: JudgedTables
  readonly judge: SurrogateJudge
  /** The rows they were fitted to. */
  readonly fitted: Table
  readonly made: Table
  readonly real: Surrogate
  readonly synthetic: Surrogate
}

/** Both models, fitted once for all metrics that ask for them; ask `judgementRefused` first. */
export function* twoModels(input: MetricInput, context: MetricContext): Work<TwoModels> {
  const tables = judgedTables(input, context)
  const judge = new SurrogateJudge(tables, context)
  const [fitted, made] = cutToOneSize([tables.fitted, tables.synthetic], context) as [Table, Table]
  return { tables, judge, fitted, made, real: yield* judge.surrogateOf(fitted), synthetic: yield* judge.surrogateOf(made) }
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

/** How much better one model foresees rows than another does. */
interface Foreseen {
  /** Mean difference of the log densities, in nats per row; null where no row has both. */
  readonly mean: number | null
  readonly error: number | null
  /** Share of the rows that lack one of them. */
  readonly leftOut: number
}

/** The mean by which `real` is above `synthetic`: log densities of the same rows under a model of real and one of synthetic rows. */
export function logDensityGap(real: Float64Array, synthetic: Float64Array): Foreseen {
  let n = 0
  let sum = 0
  let squares = 0
  for (let row = 0; row < real.length; row++) {
    const difference = real[row] - synthetic[row]
    if (!Number.isFinite(difference)) continue
    n++
    sum += difference
    squares += difference * difference
  }
  const mean = n === 0 ? null : sum / n
  const error = mean === null || n < 2 ? null : Math.sqrt(Math.max(0, squares / n - mean * mean) / (n - 1))
  return { mean, error, leftOut: 1 - n / real.length }
}

/** The part of a density that is kept, as a geometric mean, where so many nats are lost; 1 where none are. */
export function kept(nats: number): number {
  return Math.exp(-Math.max(0, nats))
}
