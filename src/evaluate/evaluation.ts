import type { Kind } from '../table/column.js'
import type { Level, Metric, MetricDetail } from './metric.js'
import type { ColumnSummary } from './summary.js'

/** What an evaluation found: plain JSON, without a single real row and without NaN. Later versions only add fields. */
export interface Evaluation {
  readonly format: 'rowsmith-evaluation'
  readonly version: 1
  readonly seed: number
  readonly rows: {
    readonly training: number
    readonly synthetic: number
    readonly holdout: number | null
    /** Rows on either side of every comparison: scores and baselines are at one size, or they would not compare. */
    readonly compared: number
  }
  /** The real rows that synthetic ones were compared with: fresh ones, or for want of them those that the model learned from. */
  readonly reference: 'holdout' | 'training'
  readonly scores: readonly ScoreEntry[]
  /** One entry per compared column, in the schema's order, for charts. */
  readonly columns: readonly ColumnSummary[]
  readonly pairs: PairMatrices
  readonly leftOut: readonly { readonly column: string; readonly kind: Kind; readonly reason: string }[]
  /** What a reader should know about how the scores came about. */
  readonly notes: readonly string[]
}

export interface ScoreEntry {
  readonly metric: string
  readonly title: string
  readonly family: Metric['family']
  readonly level: Level
  /** What the number means, in plain words. */
  readonly plain: string
  readonly implies: string
  readonly basis: Metric['basis']
  readonly goal: Metric['goal']
  readonly range: readonly [number, number]
  readonly value: number | null
  /** Why there is no value, or why it means little. */
  readonly reason: string | null
  readonly baselines: { readonly ceiling: Baseline; readonly floor: Baseline }
  /** The value on a scale on which the floor is 0 and the ceiling 1; null where these two can't be told apart. */
  readonly skill: number | null
  /** The score in a few plain words. */
  readonly reading: string
  /** Rows on either side. */
  readonly rows: number
  /** Per column or pair of columns, in no particular order. */
  readonly details: readonly ScoreDetail[]
}

export interface ScoreDetail extends MetricDetail {
  /** What real rows score here against other real rows, on average; null without that baseline. */
  readonly ceiling: number | null
}

export interface Baseline {
  /**
   * `half`: real rows against other real rows. `permuted`: real rows, every column permuted by itself. `uniform`: levels and ranges
   * drawn evenly. `worst`: the end of the metric's range.
   */
  readonly name: 'half' | 'permuted' | 'uniform' | 'worst'
  /** Mean over draws. */
  readonly value: number | null
  /** Standard deviation between draws: the error of one score at this size. */
  readonly sd: number | null
  /** Number of draws; 0 for `worst`, which is known. */
  readonly n: number
}

/** Symmetric matrices over `columns`, row by row; null where a cell can't be computed. */
export interface PairMatrices {
  readonly columns: readonly string[]
  /** Strength of association, -1 to 1 or 0 to 1. */
  readonly real: readonly (readonly (number | null)[])[]
  readonly synthetic: readonly (readonly (number | null)[])[]
  /** Similarity of the joint distributions, 0 to 1; null on the diagonal. */
  readonly similarity: readonly (readonly (number | null)[])[]
}
