import type { Kind } from '../table/column.js'
import type { Level, Metric, MetricCurve, MetricDetail, MetricPart, Reference, Writing } from './metric.js'
import type { ColumnSummary } from './summary/column-summary.js'
import type { Completeness } from './summary/completeness.js'
import type { CopyCounts } from './summary/copied.js'

/** Evaluations of several synthetic tables against the same real rows, at one size, between the same baselines. Plain JSON. */
export interface Comparison {
  readonly format: 'rowsmith-comparison'
  readonly version: 1
  /** What the chosen metrics cover, whether or not all of them could be computed. */
  readonly completeness: Completeness
  /** In the order in which the tables were given. */
  readonly evaluations: readonly Evaluation[]
}

/**
 * What an evaluation found: plain JSON, without a single real row and without NaN. Later versions only add fields. The same tables,
 * options and seed give the same bytes, but for `timings`.
 */
export interface Evaluation {
  readonly format: 'rowsmith-evaluation'
  readonly version: 1
  /** The version of Rowsmith that made it. */
  readonly rowsmith: string
  readonly seed: number
  /** What the synthetic table is called; null where nobody said. */
  readonly name: string | null
  /** The model that made the synthetic rows, where somebody said so. */
  readonly maker: string | null
  readonly rows: {
    readonly training: number
    readonly synthetic: number
    readonly holdout: number | null
    /** Rows on either side of every comparison: scores and baselines are at one size, or they would not compare. */
    readonly compared: number
    /** Rows in each table where training, holdout and synthetic rows are compared; null without a holdout. */
    readonly comparedOfThree: number | null
  }
  /** The column by which real rows belong together and are dealt out whole; null where every row stands alone. */
  readonly unit: string | null
  /** The real rows that synthetic ones were compared with: fresh ones, or for want of them those that the model learned from. */
  readonly reference: 'holdout' | 'training'
  /** Which levels of the spectrum have a score. */
  readonly completeness: Completeness
  /** Along the spectrum. */
  readonly scores: readonly ScoreEntry[]
  /** One entry per compared column, in the schema's order, for charts. */
  readonly columns: readonly ColumnSummary[]
  readonly pairs: PairMatrices
  /** What synthetic tables are known to lack, and whether this one does. */
  readonly shortcomings: readonly Shortcoming[]
  /** The summary: a line for each place on the spectrum that has a score or a finding. */
  readonly lines: readonly Line[]
  readonly leftOut: readonly { readonly column: string; readonly kind: Kind; readonly reason: string }[]
  /** Columns of which synthetic cells are written otherwise than the real table has it, where both were read from texts. */
  readonly writing: readonly Writing[]
  /** Rows that equal real ones; null without a holdout to hold them against. */
  readonly copied: CopyCounts | null
  /** What a reader should know about how the scores came about. */
  readonly notes: readonly string[]
  /** Only where it was asked for. */
  readonly timings?: Timings
}

/** An evaluation before its shortcomings are told and it is summed up. */
export type ScoredEvaluation = Omit<Evaluation, 'shortcomings' | 'lines'>

/** What came out at one place on the spectrum: the worst of its scores and findings. */
export interface Line {
  readonly level: Level
  /** What was asked. */
  readonly question: string
  readonly verdict: Verdict
  /** Scores that could be computed, and those of them that are as good as those of real rows within the margin. */
  readonly scores: number
  readonly equal: number
  /** The metric that decided, where one is worse than real rows or suspiciously good. */
  readonly worst: string | null
  /** Of whole rows: the share of guesses in which a trained classifier knows which of two rows is the synthetic one. */
  readonly auc: number | null
  /** What was found here, in words, greatest first. */
  readonly findings: readonly string[]
  /** Of whole rows: what was found below, and is wrong with whole rows too. */
  readonly veto: string | null
}

export type ShortcomingKind =
  | 'bias'
  | 'incompleteness'
  | 'inaccuracy'
  | 'too-little-noise'
  | 'over-smoothing'
  | 'lost-temporal-dynamics'
  | 'too-much-consistency'

/** Something that synthetic tables are known to lack, in plain words. */
export interface Shortcoming {
  readonly kind: ShortcomingKind
  readonly title: string
  /** Null where it can't be told. */
  readonly found: boolean | null
  /** One paragraph. */
  readonly text: string
  /** The columns that show it, worst first. */
  readonly columns: readonly string[]
  /** How large the worst case is, a share of 1; null where nothing was found. */
  readonly size: number | null
  /** What shows it, greatest first. */
  readonly findings: readonly Finding[]
}

/** One thing that is wrong, and where on the spectrum. */
export interface Finding {
  readonly level: Level
  /** The columns at fault. */
  readonly columns: readonly string[]
  /** 0 to 1: by how much. */
  readonly size: number
  readonly text: string
}

/** Whole milliseconds; they vary from run to run. */
export interface Timings {
  /** From the first table to this evaluation, all tables together. */
  readonly total: number
  /** Of each metric with its baselines, on all threads together; what metrics share is counted for the first. */
  readonly metrics: Readonly<Record<string, number>>
}

/** A score with its ceiling and floor, and how it reads. */
export interface ScoreEntry {
  readonly metric: string
  /** Of the metric; another one means that its numbers don't compare. */
  readonly version: number
  readonly title: string
  /** What the literature calls the metric, where that differs from its title. */
  readonly standardName?: string
  readonly family: Metric['family']
  readonly level: Level
  /** What the number means, in plain words. */
  readonly plain: string
  readonly implies: string
  readonly necessity: Metric['necessity']
  readonly basis: Metric['basis']
  readonly goal: Metric['goal']
  readonly range: readonly [number, number]
  /** What happens to missing values. */
  readonly missing: string
  readonly references: readonly Reference[]
  readonly value: number | null
  /** Why there is no value, or why it means little. */
  readonly reason: string | null
  /** Standard error: what scores of real rows vary by from draw to draw at this size. */
  readonly error: number | null
  /** `floor` is the one that the metric is measured by; the others are for those who want to see. */
  readonly baselines: {
    readonly ceiling: Baseline
    readonly floor: Baseline
    readonly copy: Baseline
    readonly permuted: Baseline
    readonly uniform: Baseline
  }
  /** The value on a scale on which the floor is 0 and the ceiling 1; null where these two can't be told apart. */
  readonly skill: number | null
  /** 95 %: where the skill of as good a table may lie. For real rows it holds 1 in 95 of 100 evaluations. */
  readonly skillInterval: readonly [number, number] | null
  /** How probable a score at least as bad would be if both tables came from one distribution; null where the metric can't say. */
  readonly p: number | null
  /**
   * How probable what speaks most against the score would be if both tables came from one distribution: its distance from the ceiling, its own `p`
   * or its worst detail, corrected for there being as many (Holm). Null where nothing can.
   */
  readonly evidence: number | null
  /** What can be said of this score by itself; a line of several asks for more evidence. */
  readonly verdict: Verdict
  /** The score in a few plain words. */
  readonly reading: string
  /** Rows on either side; for a metric of sequences, those that the real ones have. */
  readonly rows: number
  /** Further numbers behind the score. */
  readonly parts: readonly MetricPart[]
  readonly curves: readonly ScoreCurve[]
  readonly notes: readonly string[]
  /** Per column or pair of columns, in no particular order. */
  readonly details: readonly ScoreDetail[]
}

/** A curve behind a score, with what real rows give. */
export interface ScoreCurve extends MetricCurve {
  /** The same curve of real rows against other real rows, in one draw; null without that baseline. */
  readonly ceiling: { readonly x: readonly number[]; readonly y: readonly number[] } | null
}

/** A score of one column, or of one pair, with what real rows reach there. */
export interface ScoreDetail extends Omit<MetricDetail, 'p'> {
  /** What real rows score here against other real rows, on average; null without that baseline. */
  readonly ceiling: number | null
  /** Standard deviation of that between draws. */
  readonly ceilingSd: number | null
  /** How probable a value at least as bad would be if both tables came from one distribution: the metric's own, or by Student's t beside the draws. */
  readonly p: number | null
}

/** What tables of a kind score, such as other real rows: mean and spread over draws. */
export interface Baseline {
  /**
   * `half`: real rows against other real rows. `permuted`: real rows, every column permuted by itself. `uniform`: levels and ranges
   * drawn evenly. `copy`: training rows handed in as synthetic. `worst`: the end of the metric's range.
   */
  readonly name: 'half' | 'permuted' | 'uniform' | 'copy' | 'worst'
  /** Mean over draws. */
  readonly value: number | null
  /** Standard deviation between draws: the error of one score at this size. */
  readonly sd: number | null
  /** Number of draws; 0 for `worst`, which is known, and where there is no value. */
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

/**
 * What evidence there is about a score, or about a line of scores, from best to worst:
 * - equal: as good as real rows, within a margin: the whole interval of skill is above 1 less the margin
 * - unasked: nothing that could answer the question was computed
 * - unsure: neither that nor worse, which is what too few rows come to
 * - beyond: nearer than other real rows are
 * - slight, worse, far: worse than real rows by more than chance, and by how much: a skill of 0.9 or more, of 0.5 or more, less
 * - beneath: worse than the floor
 */
export const verdicts = ['equal', 'unasked', 'unsure', 'beyond', 'slight', 'worse', 'far', 'beneath'] as const
export type Verdict = (typeof verdicts)[number]
