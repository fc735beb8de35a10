import type { Work } from '../learn/turn.js'
import type { Rng } from '../random/rng.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import type { UniqueKey } from './tables/check-tables.js'
import type { CommonScale } from './tables/common-scale.js'
import type { SequencePair } from './tables/plain-tables.js'

export interface Reference {
  readonly author: string
  readonly year: number
  readonly title: string
  readonly url?: string
}

/** Places on the spectrum of Yang et al. (2024), from the weakest statement about Q = P to the strongest, and what stands beside it. */
export const levels = ['missingness', 'marginal', 'pairwise', 'conditional', 'joint', 'sequence', 'relation', 'utility', 'privacy'] as const
export type Level = (typeof levels)[number]

/** Tables of one schema, conformed to it. `holdout` are real rows that the synthesizer never saw. */
export interface MetricInput {
  readonly training: Table
  readonly synthetic: Table
  readonly holdout?: Table
  /**
   * Further real rows, where there are others than those that are compared: the training rows beside a holdout. Only how probable something is may
   * hang on them, never a score: baselines have none.
   */
  readonly others?: Table
  /** Sequences to compare, where the schema has a sequence key and both tables have its column; of `training`, `synthetic` and `holdout` only the rows count. */
  readonly sequences?: SequencePair
}

/** What a metric may know and share beside the tables. */
export interface MetricContext {
  readonly schema: Schema
  /** The columns that are compared, by name; all but ids, keys and made-up texts. */
  readonly columns: readonly ColumnSchema[]
  /**
   * The same stream for all metrics of a comparison. Only ever split from, with keys of one's own, so that no metric disturbs another;
   * work that metrics share through `memo` splits with a key that they share.
   */
  readonly rng: Rng
  readonly signal?: AbortSignal
  /** Work shared between metrics and baselines, by name and the tables it was made from. */
  readonly memo: Memo
  /** Every column as codes on a scale that all tables share. */
  readonly coding: CommonScale
  /** True: nobody will look at how probable single details are, as in the baselines, and what takes time for that alone is left out. */
  readonly unjudged?: boolean
  /** True: nobody will look at details, as of floors, and what takes time for them alone is left out. */
  readonly undetailed?: boolean
  /** How unique the keys of the synthetic rows are; of the training rows for baselines. */
  readonly uniqueKeys?: readonly UniqueKey[]
  /** Columns of which synthetic cells are written otherwise than the real table has it; absent for baselines. */
  readonly writing?: readonly Writing[]
  /** The model that made the synthetic rows, where somebody said so; absent for baselines. A judge of the same family is no fair one. */
  readonly maker?: string
}

export type Memo = <T>(name: string, of: readonly object[], make: () => T) => T

/** The same of work that stops now and then. */
export function* memoWork<T>(memo: Memo, name: string, of: readonly object[], work: () => Work<T>): Work<T> {
  const kept: { made?: { readonly value: T } } = memo(name, of, () => ({}))
  kept.made ??= { value: yield* work() }
  return kept.made.value
}

/** A score and where it comes from. `value` is null where it can't be computed, and `reason` then says why; never NaN. */
export interface MetricResult {
  readonly value: number | null
  /** Why there is no value, or why it means little. */
  readonly reason?: string
  readonly details?: readonly MetricDetail[]
  /** Further numbers behind the score, for those who want to know more. */
  readonly parts?: readonly MetricPart[]
  /** How probable a score at least as bad would be if both tables came from one distribution; null where that can't be said. */
  readonly p?: number | null
  /** What charts show beside the score. */
  readonly curves?: readonly MetricCurve[]
  /** What a reader should know about how this score came about. */
  readonly notes?: readonly string[]
}

/** A number behind a score. */
export interface MetricPart {
  /** For programs, kebab-case. */
  readonly name: string
  /** For people. */
  readonly label: string
  readonly value: number | null
}

/** Points of a line, for a chart: a pp-curve, a calibration. */
export interface MetricCurve {
  readonly name: string
  readonly label: string
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** The score of one column or one pair of columns, or of one part of them. */
export interface MetricDetail {
  readonly columns: readonly string[]
  /** The part, in words: a level of the last column, a group. */
  readonly part?: string
  readonly value: number | null
  readonly reason?: string
  /** What was compared, where it is one number: a rate, a correlation. */
  readonly real?: number
  readonly synthetic?: number
  /** What is wrong, in words that follow the names of the columns, where the metric can say it better than its number. */
  readonly words?: string
  /** How probable a value at least as bad would be if both tables came from one distribution, by itself, without regard to other details. */
  readonly p?: number
}

/** What a metric may need to be told or given. */
export const needs = ['holdout', 'target', 'sensitive', 'sequence-key', 'survival'] as const
export type Need = (typeof needs)[number]

/** Sets by cost: each holds the ones before it. */
export const costs = ['fast', 'standard', 'full'] as const
export type Cost = (typeof costs)[number]

/** Sets of columns whose rows a metric counts, each of which gives details of its own, and what these come to. */
export interface CountedScopes {
  /** Places among the columns that are compared. */
  of(columns: number, rng: Rng): readonly (readonly number[])[]
  gather(details: readonly MetricDetail[]): MetricResult
  /** Parts that its columns are cut into, by the real rows, where it tells no more of them apart. */
  readonly parts?: number
}

/**
 * The contract of every metric, which `defineMetric` makes of what is its own. Metrics are pure: one thread, no clock, no state beside
 * `memo`. Those of the list are synchronous, so that they run on any thread; a promise is for plug-ins.
 */
export interface Metric {
  /** Unique, kebab-case. */
  readonly name: string
  /** Raised whenever its numbers change; 1 without. */
  readonly version?: number
  /** In plain words. */
  readonly title: string
  /** What the literature calls it, where that differs from its title. */
  readonly standardName?: string
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
  /** Where one of these is lacking, the metric isn't asked, and the result says what to give. */
  readonly needs: readonly Need[]
  /**
   * True: with a holdout it gets all three tables, in baselines too, each of them as many rows, none in two of them. Implied by the
   * need for a holdout. Without it, a metric gets two: as `training` the real rows to compare with (the holdout where there is one).
   */
  readonly readsTraining?: boolean
  /** The smallest set that holds it: `fast` metrics count and sort, `standard` ones train learners, `full` ones take their time. */
  readonly cost: Cost
  /** Sets with a name of their own, such as the scores of another program. A metric with such belongs to no set by cost. */
  readonly sets?: readonly string[]
  /**
   * True: gets the training and the synthetic rows just as they are, up to 100,000, holdout or not, for a score that must equal another
   * program's. It has baselines only where there are real rows for as many, and no more than `mostRows`.
   */
  readonly asGiven?: boolean
  /** Rows of each table at most; more are drawn at random down to so many, and the result says so. Absent: as many as all metrics get. */
  readonly mostRows?: number
  /** True: it looks at every pair of columns, and of many columns at fewer rows, so that rows times pairs stay within bounds. */
  readonly everyPair?: boolean
  /**
   * What of the tables it counts, and so can be scored by where rows lie elsewhere: columns one by one (`values`: numbers that are told apart,
   * not stretches of them), which of them are missing together, or sets of columns. Absent: it needs rows.
   */
  readonly counts?: 'columns' | 'values' | 'gaps' | CountedScopes
  /** Draws of the baselines at most, for a metric that takes its time. */
  readonly mostDraws?: number
  /** What scores as the floor: real rows whose columns are permuted, each by itself, rows drawn evenly over levels and ranges, or the worst there is. */
  readonly floor: 'permuted' | 'uniform' | 'worst'
  compute(input: MetricInput, context: MetricContext): Promise<MetricResult> | MetricResult
  /** The same as work that stops every now and then, for a metric that takes long, so that others have their turn where there is one thread. */
  steps?(input: MetricInput, context: MetricContext): Work<MetricResult>
}

/** What most metrics have. */
export const metricDefaults = {
  references: [],
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  needs: [],
  cost: 'standard',
  floor: 'permuted',
} as const satisfies Partial<Metric>

/** Which family a metric of this level belongs to, unless it says otherwise. */
export function familyOf(level: Level): Metric['family'] {
  return level === 'utility' || level === 'privacy' ? level : 'fidelity'
}

/** Where the spectrum comes from: every metric of fidelity tests one implication of "synthetic rows have the distribution of real rows". */
export const spectrumPaper: Reference = {
  author: 'Yang, Eaves, Schmidt, Swanson, Shafto',
  year: 2024,
  title: 'Structured Evaluation of Synthetic Tabular Data',
  url: 'https://arxiv.org/abs/2403.10424',
}

/** Each place on the spectrum in words: what is asked there. */
export const spectrum: Readonly<Record<Level, { readonly title: string; readonly question: string }>> = {
  missingness: { title: 'Missing values', question: 'Is the right share of cells empty, and in the same rows?' },
  marginal: { title: 'Single columns', question: 'Does each column by itself look real?' },
  pairwise: { title: 'Pairs of columns', question: 'Do columns depend on each other two by two as they really do?' },
  conditional: { title: 'Each column given all others', question: 'Can a column be predicted from the rest as it really can?' },
  joint: { title: 'Whole rows', question: 'Can anybody tell a synthetic row from a real one?' },
  sequence: { title: 'Sequences', question: 'Do rows that belong together follow each other as in the real table?' },
  relation: { title: 'Across tables', question: 'Do rows of one table depend on those of others as they really do?' },
  utility: { title: 'Use', question: 'Does work done on synthetic rows hold on real ones?' },
  privacy: { title: 'Privacy', question: 'Do synthetic rows give away who was in the training rows?' },
}

/** Of some cells of a column, how many are written otherwise than its schema has it: `103` for `0103`. */
export interface Writing {
  readonly column: string
  readonly real: { readonly cells: number; readonly otherwise: number }
  readonly synthetic: { readonly cells: number; readonly otherwise: number }
  /** A synthetic cell, and what it would be; null where it only fits none of the column's patterns. */
  readonly example: { readonly got: string; readonly wanted: string | null } | null
}
