import { normalQuantile } from '../../stats/normal/normal.js'
import type { Column } from '../../table/column.js'
import type { CountedScores, CountedTables } from '../counted/score-counted.js'
import type { Baseline, ScoreCurve, ScoreDetail, ScoreEntry, Timings, Verdict } from '../evaluation.js'
import type { Metric, MetricDetail, MetricResult } from '../metric.js'
import { evidenceAgainst, verdictOf } from '../verdicts/lines.js'
import { floorWords, intervalInflation, skillOf, tailDegrees, verdictReading } from '../verdicts/reading.js'
import { studentAbove } from '../verdicts/student-t.js'
import { summarizeBaseline, worstBaseline } from './baselines.js'
import { ofThree, rowsFor, sizesApart } from './comparisons.js'
import type { SyntheticTable } from './prepare.js'
import type { ScoreBook } from './score-book.js'
import type { ScoreJob } from './score-job.js'

/** The score of a synthetic table between its baselines. */
export function scoreEntry(metric: Metric, outcome: EvaluationOutcome, sequenceRows: number): ScoreEntry {
  const { job, book, index } = outcome
  const result = book.result(metric.name, 'synthetic', index) ?? notScored(outcome)
  const halves = book.draws(metric.name, 'half')
  const of = (name: Exclude<Baseline['name'], 'worst'>) =>
    summarizeBaseline(
      name,
      book.draws(metric.name, name).map(({ value }) => value),
    )
  const [permuted, uniform, copy] = [of('permuted'), of('uniform'), of('copy')]
  const ceiling = of('half')
  const floor = { permuted, uniform, worst: worstBaseline(metric) }[metric.floor]
  const apart = sizesApart(metric, job, index)
  const skill = apart ? null : skillOf(result.value, ceiling, floor)
  const clustered = job.units !== null
  const details = withCeilings(result, halves, metric, clustered)
  const said = result.p ?? null
  const own = said === null || !clustered ? said : calibrated(said, knownOf(halves.map(({ p }) => p)))
  const evidence = apart ? null : evidenceAgainst(metric, { value: result.value, ceiling }, own, details)
  const verdict: Verdict =
    apart && result.value !== null ? 'unsure' : verdictOf({ value: result.value, skill, ceiling, floor, evidence }, metric)
  const { standardName, family, level, plain, implies, necessity, basis, goal, range, missing, references } = metric
  return {
    metric: metric.name,
    ...{ version: metric.version ?? 1, title: metric.title, ...(standardName !== undefined && { standardName }) },
    ...{ family, level, plain, implies, necessity, basis, goal, range, missing, references },
    value: result.value,
    reason: result.reason ?? null,
    error: result.value === null || apart ? null : ceiling.sd,
    baselines: { ceiling, floor, copy, permuted, uniform },
    skill: skill?.value ?? null,
    skillInterval: skill?.interval ?? null,
    p: own,
    evidence,
    verdict: apart && result.value !== null ? 'unsure' : verdictOf({ value: result.value, skill, ceiling, floor, evidence }, metric),
    reading:
      apart && result.value !== null
        ? 'not read: no baseline of that size'
        : verdictReading(
            result.value,
            metric,
            { ceiling, floor },
            job.holdout && !metric.asGiven ? 'holdout' : 'training',
            halves.length > 0,
            verdict,
          ),
    rows: rowsOf(metric, outcome, sequenceRows),
    parts: result.parts ?? [],
    curves: curvesOf(result, halves),
    notes: [
      ...(result.notes ?? []),
      ...(result.value === null ? [] : sizeNote(metric, outcome, ceiling.sd)),
      ...(skill === null && !apart && result.value !== null ? scaleNote(ceiling, floor) : []),
    ],
    details,
  }
}

function notScored({ budget }: EvaluationOutcome): MetricResult {
  return { value: null, reason: `Left out: the budget of ${budget} s was spent before its turn.` }
}

function isOfSequences({ needs }: Metric): boolean {
  return needs.includes('sequence-key')
}

/** Real rows that are compared: for a metric of sequences those that these have. */
function rowsOf(metric: Metric, { job, counted }: EvaluationOutcome, sequenceRows: number): number {
  if (counted?.metrics.has(metric.name)) return counted.size
  if (isOfSequences(metric)) return sequenceRows
  return metric.asGiven ? job.training.rows : rowsFor(metric, job)
}

/** That there is no scale to put the score on. */
function scaleNote(ceiling: Baseline, floor: Baseline): string[] {
  if (ceiling.value === null || floor.value === null) return []
  return [`There is no skill: ${floorWords[floor.name]} score too near to real rows here, so that the scale would only stretch noise.`]
}

/** That fewer rows are compared than there are, and how much that leaves uncertain. */
function sizeNote(metric: Metric, outcome: EvaluationOutcome, error: number | null): string[] {
  const { job, index } = outcome
  // These say themselves how many sequences they compare.
  if (isOfSequences(metric)) return []
  if (outcome.counted?.metrics.has(metric.name)) return ['Counted: by the rows of all of the tables, none of which was seen.']
  const rows = rowsFor(metric, job)
  const size = outcome.counted?.size ?? (ofThree(metric, job.holdout !== null) ? job.sizes.triple : job.sizes.pair)
  if (metric.asGiven) {
    const made = job.synthetics[index]?.table.rows
    const all = `Compared are all ${job.training.rows} training rows with all ${made} synthetic ones, as the other program does`
    return [sizesApart(metric, job, index) ? `${all}; there are too few real rows for baselines of that size.` : `${all}.`]
  }
  if (rows >= size) return []
  const known = error === null ? '' : `; the score's standard error at that size is ${error.toPrecision(2)}`
  return [`Compared are ${rows} rows of each table, drawn at random out of ${size}${known}.`]
}

/** Each curve beside that of real rows in the first draw. */
function curvesOf({ curves = [] }: MetricResult, [half]: readonly MetricResult[]): ScoreCurve[] {
  return curves.map((curve) => {
    const real = half?.curves?.find(({ name }) => name === curve.name)
    return { ...curve, ceiling: real ? { x: real.x, y: real.y } : null }
  })
}

/**
 * Each column's or pair's score beside the mean of what real rows score there, its spread, and how probable it is. Where the metric doesn't say
 * that, by Student's t: a few draws may by chance be all alike, so that the spread is at least that of all details together, which is known from
 * more of them.
 */
function withCeilings(result: MetricResult, halves: readonly MetricResult[], { goal }: Metric, clustered: boolean): ScoreDetail[] {
  const said = clustered ? probabilitiesOf(halves) : null
  const values = new Map<string, number[]>()
  for (const detail of halves.flatMap(({ details = [] }) => details)) {
    if (detail.value === null) continue
    const known = values.get(keyOf(detail))
    if (known) known.push(detail.value)
    else values.set(keyOf(detail), [detail.value])
  }
  const ceilings = (result.details ?? []).map((detail) => summarizeBaseline('half', values.get(keyOf(detail)) ?? []))
  const spreads = ceilings.flatMap(({ sd }) => (sd === null ? [] : [sd ** 2]))
  const pooled = Math.sqrt(spreads.reduce((sum, square) => sum + square, 0) / Math.max(1, spreads.length))
  const degrees = Math.min(
    tailDegrees,
    ceilings.reduce((sum, { n }) => sum + Math.max(0, n - 1), 0),
  )
  return (result.details ?? []).map((detail, i) => {
    const ceiling = ceilings[i]
    const { value, sd } = ceiling
    const known = detail.value !== null && value !== null && sd !== null
    const below = known ? (goal === 'maximize' ? value - detail.value : detail.value - value) : 0
    const error = Math.max(sd ?? 0, pooled) * intervalInflation * Math.sqrt(1 + 1 / Math.max(1, ceiling.n)) + 1e-9
    const own = detail.p === undefined || !said ? detail.p : calibrated(detail.p, said.get(keyOf(detail)) ?? [])
    return { ...detail, ceiling: value, ceilingSd: sd, p: own ?? (known ? studentAbove(below / error, degrees) : null) }
  })
}

/** What the tests of each detail say of real rows. */
function probabilitiesOf(halves: readonly MetricResult[]): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>()
  for (const detail of halves.flatMap(({ details = [] }) => details)) {
    if (detail.p === undefined) continue
    found.set(keyOf(detail), [...(found.get(keyOf(detail)) ?? []), detail.p])
  }
  return found
}

function knownOf(probabilities: readonly (number | null | undefined)[]): number[] {
  return probabilities.flatMap((p) => p ?? [])
}

function keyOf({ columns, part }: MetricDetail): string {
  return JSON.stringify([columns, part])
}

/** Draws without which nobody can say how far off a test is. */
const fewestDraws = 3

/** What is less probable is taken for this: beyond, quantiles have no digits. */
const least = 1e-300

/**
 * A test's probability where its rows are not independent of each other, held against what the same test says of real rows dealt out by whole
 * units: as a normal deviation, over the root mean square of those of the draws (at least 1), by Student's t with as many degrees of freedom. As it
 * is without enough draws.
 */
export function calibrated(p: number, draws: readonly number[]): number {
  if (draws.length < fewestDraws) return p
  const squares = draws.map((own) => deviation(own) ** 2)
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / draws.length)
  return Math.min(1, 2 * studentAbove(deviation(p) / Math.max(1, spread), draws.length))
}

function deviation(p: number): number {
  return -normalQuantile(Math.max(least, Math.min(1, p)) / 2)
}

/** What an evaluation says of a table once its rows have gone. */
export interface TableOutline {
  readonly rows: number
  readonly columns: readonly Pick<Column, 'name' | 'kind'>[]
}

/** What came of an evaluation, before it is put together. */
export interface EvaluationOutcome {
  readonly job: ScoreJob
  readonly real: { readonly training: TableOutline; readonly holdout?: TableOutline }
  readonly synthetic: Omit<SyntheticTable, 'table'> & { readonly table: TableOutline }
  /** Place of the synthetic table among all. */
  readonly index: number
  readonly metrics: readonly Metric[]
  readonly book: ScoreBook
  /** What was counted of all rows, of which the tables are samples; null where the tables are all there is. */
  readonly counted: (CountedScores & { readonly tables: CountedTables }) | null
  /** Metrics that the budget left no time for. */
  readonly leftOut: readonly Metric[]
  readonly budget: number | null
  readonly timings: Timings | null
}
