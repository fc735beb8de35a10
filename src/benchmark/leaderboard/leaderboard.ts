import type { Level } from '../../evaluate/metric.js'
import type { CellOutcome, CellRecord, EnvironmentRecord } from '../run/record.js'
import type { Barred } from './privacy-bar.js'

/** Who stands where, and on what grounds. Plain JSON, without NaN. */
export interface Leaderboard {
  readonly format: 'rowsmith-leaderboard'
  readonly version: 1
  readonly environments: readonly EnvironmentRecord[]
  readonly datasets: readonly DatasetFacts[]
  readonly seeds: readonly number[]
  /** Synthesizers from the best to the worst; those that the privacy bar keeps from a rank after them, then baselines, and then those of which only figures were published. */
  readonly standings: readonly Standing[]
  /** Every pair of synthesizers that have been run on the same. */
  readonly pairs: readonly PairTest[]
  /** Synthesizers to whom no other is at once equal or better in both, and better in one. */
  readonly fronts: { readonly privacy: readonly string[]; readonly time: readonly string[] }
  readonly tables: readonly DatasetTable[]
  /** How cost grows with the size of tables that were made for it; empty where there are none. */
  readonly slopes: readonly Slope[]
  /** Cells that didn't end well. */
  readonly failures: readonly Failure[]
}

export interface DatasetFacts {
  readonly name: string
  readonly training: number | null
  readonly holdout: number | null
  readonly columns: number | null
}

/** A mean over cells, with the standard deviation between seeds of one dataset, averaged over datasets. */
export interface SeedMean {
  readonly mean: number
  readonly sd: number | null
  readonly n: number
}

export interface Standing {
  readonly name: string
  readonly kind: CellRecord['kind']
  readonly version: string | null
  readonly cells: number
  readonly outcomes: Readonly<Partial<Record<CellOutcome, number>>>
  /** 1 is best; null for baselines, below the privacy bar, and for what can't be compared. The interval holds the rank in 95 of 100 draws of datasets and seeds. */
  readonly rank: { readonly place: number; readonly low: number | null; readonly high: number | null } | null
  /** Why the privacy bar keeps it from a rank; null where it doesn't. */
  readonly barred: Barred | null
  /** Share of all comparisons with another synthesizer on the same dataset and seed that it won, ties half. */
  readonly wins: number | null
  /** Mean over the levels from missing values to whole rows, and sequences; see `cellQuality`. */
  readonly quality: SeedMean | null
  readonly levels: Readonly<Partial<Record<Level, SeedMean>>>
  /** 1 less the worst of closeness beyond chance and of attacks; see `cellPrivacy`. */
  readonly privacy: SeedMean | null
  /** Null where nothing was attacked. */
  readonly attacks: { readonly detected: number; readonly made: number } | null
  /** Geometric means, seconds. */
  readonly seconds: { readonly fit: number | null; readonly sample: number | null; readonly make: number | null }
  /** Bytes: the greatest. */
  readonly peakBytes: number | null
  readonly modelBytes: number | null
  readonly betterThan: readonly string[]
  readonly worseThan: readonly string[]
  readonly indistinguishableFrom: readonly string[]
}

export interface PairTest {
  readonly a: string
  readonly b: string
  /** Dataset and seed pairs in which both were run. */
  readonly blocks: number
  readonly datasets: number
  /** Mean of quality of `a` less that of `b`. */
  readonly difference: number
  /** Over datasets and seeds: says something about these datasets. Corrected for all pairs. */
  readonly p: number
  /** Over datasets, seeds averaged: says something about datasets like these. Corrected; null below five datasets. */
  readonly pDatasets: number | null
  readonly verdict: 'better' | 'worse' | 'indistinguishable'
}

export interface DatasetTable {
  readonly dataset: string
  readonly rows: readonly DatasetRow[]
}

export interface DatasetRow {
  readonly synthesizer: string
  readonly kind: CellRecord['kind']
  readonly outcomes: Readonly<Partial<Record<CellOutcome, number>>>
  readonly quality: SeedMean | null
  readonly levels: Readonly<Partial<Record<Level, SeedMean>>>
  readonly privacy: SeedMean | null
  readonly attacks: { readonly detected: number; readonly made: number } | null
  readonly seconds: {
    readonly fit: number | null
    readonly sample: number | null
    readonly make: number | null
    readonly evaluate: number | null
  }
  readonly peakBytes: number | null
  readonly modelBytes: number | null
  /** Per metric, means over seeds. */
  readonly scores: readonly MetricMean[]
  readonly cells: readonly { readonly seed: number; readonly key: string; readonly outcome: CellOutcome; readonly reason: string | null }[]
}

export interface MetricMean {
  readonly metric: string
  readonly title: string
  readonly level: Level
  readonly goal: 'maximize' | 'minimize'
  readonly value: SeedMean | null
  readonly skill: SeedMean | null
}

export interface Slope {
  readonly synthesizer: string
  readonly factor: 'rows' | 'columns' | 'levels'
  /** What the other two were. */
  readonly at: Readonly<Record<string, number>>
  readonly sizes: readonly number[]
  readonly seconds: readonly (number | null)[]
  readonly peakBytes: readonly (number | null)[]
  /** Exponents: 1 is linear growth. Null below two sizes. */
  readonly secondsSlope: number | null
  readonly memorySlope: number | null
}

interface Failure {
  readonly dataset: string
  readonly synthesizer: string
  readonly seed: number
  readonly outcome: CellOutcome
  readonly reason: string | null
}

const header = ['dataset', 'synthesizer', 'kind', 'seed', 'outcome', 'reason', 'metric', 'level', 'value', 'skill', 'floor', 'ceiling']

/** All results as CSV, a line for each score of each cell; what a cell cost stands among its scores, with the level `cost`. */
export function resultsCsv(cells: readonly CellRecord[]): string {
  const lines = cells.flatMap((cell) => {
    const { dataset, synthesizer, kind, seed, outcome, reason, scores } = cell
    const start = [dataset, synthesizer, kind, seed, outcome, reason]
    const costs = costsOf(cell).map(([name, value]) => [...start, name, 'cost', value, null, null, null])
    const judged = scores.map(({ metric, level, value, skill, floor, ceiling }) => [...start, metric, level, value, skill, floor, ceiling])
    return [...costs, ...judged]
  })
  return `${[header, ...lines].map((cells) => cells.map(cellText).join(',')).join('\n')}\n`
}

function costsOf({ seconds, peakBytes, modelBytes, closeness }: CellRecord): [string, number | null][] {
  const { fit, sample, make, evaluate } = seconds
  return [
    ['fit-seconds', fit],
    ['sample-seconds', sample],
    ['make-seconds', make],
    ['evaluate-seconds', evaluate],
    ['peak-bytes', peakBytes],
    ['model-bytes', modelBytes],
    ['copied', closeness?.copied ?? null],
    ['matches-training', closeness?.matchesTraining ?? null],
    ['matches-holdout', closeness?.matchesHoldout ?? null],
  ]
}

function cellText(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
