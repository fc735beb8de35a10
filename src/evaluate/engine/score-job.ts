import type { Schema } from '../../table/schema.js'
import type { MetricResult, Writing } from '../metric.js'
import type { UniqueKey } from '../tables/check-tables.js'
import type { PlainEvaluationTable, PlainSequences } from '../tables/plain-tables.js'
import type { UnitNumbers } from './units.js'

/** What all comparisons of an evaluation share. Plain data. */
export interface ScoreJob {
  readonly schema: Schema
  readonly seed: number
  readonly training: PlainEvaluationTable
  readonly holdout: PlainEvaluationTable | null
  readonly synthetics: readonly PlainSynthetic[]
  /** The sequences of the real rows, training first; none where the schema has no sequence key or a table lacks it. */
  readonly sequences: readonly PlainSequences[]
  readonly sizes: Sizes
  /** Of the training rows. */
  readonly uniqueKeys: readonly UniqueKey[]
  /** Null where every real row stands alone. */
  readonly units: UnitNumbers | null
}

/** Synthetic rows, and who made them. */
interface PlainSynthetic {
  readonly table: PlainEvaluationTable
  readonly maker?: string | undefined
  readonly writing?: readonly Writing[] | undefined
  readonly uniqueKeys: readonly UniqueKey[]
  /** Null where there are none to compare. */
  readonly sequences: PlainSequences | null
}

/**
 * What is scored by one thread in one go, because it shares tables: a synthetic table (by its index), the copy (training rows handed
 * in as synthetic), or one draw of the baselines.
 */
export interface ScoreUnit {
  readonly side: 'synthetic' | 'copy' | 'draw'
  readonly index: number
  /** Names of metrics. */
  readonly metrics: readonly string[]
  /** Whether charts are drawn of the tables, too; of a synthetic one. */
  readonly charted?: boolean
  /** Whether no other unit is of the same side and index. */
  readonly isOnly?: boolean
}

/** What was handed in as synthetic. */
export type ScoredKind = 'synthetic' | 'copy' | 'half' | 'permuted' | 'uniform'

/** One result of one metric. */
export interface ScoredMetric {
  readonly side: ScoreUnit['side']
  readonly index: number
  readonly metric: string
  readonly candidate: ScoredKind
  readonly result: MetricResult
  /** How long it took; varies from run to run. */
  readonly milliseconds: number
}

/** Rows on either side of a comparison of two tables, and in each table of a comparison of three. */
export interface Sizes {
  readonly pair: number
  readonly triple: number
}
