import type { Rng } from '../random/rng.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import type { Coding } from './coding.js'

export interface Reference {
  readonly author: string
  readonly year: number
  readonly title: string
  readonly url?: string
}

/** Places on the spectrum of Yang et al. (2024), from the weakest statement about Q = P to the strongest, and what stands beside it. */
export const levels = ['missingness', 'marginal', 'pairwise', 'conditional', 'joint', 'utility', 'privacy'] as const
export type Level = (typeof levels)[number]

/** Tables of one schema, conformed to it. `holdout` are real rows that the synthesizer never saw. */
export interface MetricInput {
  readonly training: Table
  readonly synthetic: Table
  readonly holdout?: Table
}

export interface MetricContext {
  readonly schema: Schema
  /** The columns that are compared, by name; all but ids, keys and made-up texts. */
  readonly columns: readonly ColumnSchema[]
  readonly rng: Rng
  readonly signal?: AbortSignal
  /** Work shared between metrics and baselines, by name and the tables it was made from. */
  readonly memo: Memo
  /** Every column as codes on a scale that all tables share. */
  readonly coding: Coding
}

export type Memo = <T>(name: string, of: readonly object[], make: () => T) => T

/** A score and where it comes from. `value` is null where it can't be computed, and `reason` then says why; never NaN. */
export interface MetricResult {
  readonly value: number | null
  /** Why there is no value, or why it means little. */
  readonly reason?: string
  readonly details?: readonly MetricDetail[]
}

/** The score of one column or one pair of columns. */
export interface MetricDetail {
  readonly columns: readonly string[]
  readonly value: number | null
  readonly reason?: string
  /** What was compared, where it is one number: a rate, a correlation. */
  readonly real?: number
  readonly synthetic?: number
}

/** The contract of every metric: one file and one line in `evaluate/index.ts`. */
export interface Metric {
  readonly name: string
  readonly title: string
  /** What the number means, for somebody who is no statistician. */
  readonly plain: string
  readonly references: readonly Reference[]
  readonly family: 'fidelity' | 'utility' | 'privacy'
  readonly level: Level
  /** The implication of Q = P that it tests. */
  readonly implies: string
  readonly necessity: 'necessary' | 'necessary and sufficient'
  readonly goal: 'maximize' | 'minimize'
  readonly range: readonly [number, number]
  readonly basis: 'model-free' | 'model-based'
  /** What happens to missing values. */
  readonly missing: string
  readonly needs: readonly ('holdout' | 'target')[]
  /** What scores as the floor: real rows whose columns are permuted, each by itself, rows drawn evenly over levels and ranges, or the worst there is. */
  readonly floor: 'permuted' | 'uniform' | 'worst'
  compute(input: MetricInput, context: MetricContext): Promise<MetricResult> | MetricResult
}
