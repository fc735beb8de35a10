import type { Pool, Progress } from '../../learn/pool.js'
import { takeTurns } from '../../learn/turn.js'
import type { Metric, MetricContext, MetricResult } from '../metric.js'
import { computeInTurns, computeMetric } from '../metrics/define-metric.js'
import { metrics as listed, metrics } from '../metrics/index.js'
import { type Charts, chartsOf } from './charts.js'
import { type Comparisons, comparisonsOf, type Side, sideOf } from './comparisons.js'
import { type EvaluationPlan, metricSteps, scoringUnits } from './schedule.js'
import type { KeptScores, ScoreBook } from './score-book.js'
import type { ScoredKind, ScoredMetric, ScoreJob, ScoreUnit } from './score-job.js'

export interface UnitRunOptions {
  readonly pool?: Pool | undefined
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
  /** Seconds; what hasn't begun by then is left out. */
  readonly budget?: number | undefined
  /** What an earlier run has scored isn't scored again. */
  readonly kept?: KeptScores | undefined
}

/** The comparisons with the synthetic tables that were made on this thread, and the charts of those that were made on others. */
export class Bench {
  readonly #job: ScoreJob
  readonly #sides: JobTables
  readonly #charts = new Map<number, Charts>()
  readonly #kept = new Map<number, { readonly side: Side; readonly comparisons: Comparisons }>()

  constructor(job: ScoreJob) {
    this.#job = job
    this.#sides = new JobTables(job)
  }

  synthetic(index: number): { readonly side: Side; readonly comparisons: Comparisons } {
    let kept = this.#kept.get(index)
    if (!kept) {
      const unit = { side: 'synthetic', index } as const
      const side = this.#sides.of(unit)
      kept = { side, comparisons: comparisonsOf(this.#job, unit, side) }
      this.#kept.set(index, kept)
    }
    return kept
  }

  charts(index: number): Charts {
    const known = this.#charts.get(index)
    if (known) return known
    const { side, comparisons } = this.synthetic(index)
    return chartsOf(this.#job, side, comparisons)
  }

  keep(index: number, charts: Charts): void {
    this.#charts.set(index, charts)
  }

  comparisons(unit: ScoreUnit): Comparisons {
    return unit.side === 'synthetic' ? this.synthetic(unit.index).comparisons : comparisonsOf(this.#job, unit, this.#sides.of(unit))
  }
}

/**
 * Scores everything in the plan and enters it in the book. Metrics of the list run on the pool where there is one, plug-ins in place;
 * no result depends on it, nor on which other metrics are in the plan. Gives the metrics that the budget left no time for.
 */
export async function runUnits(
  job: ScoreJob,
  plan: EvaluationPlan,
  book: ScoreBook,
  bench: Bench,
  options: UnitRunOptions,
): Promise<readonly Metric[]> {
  const { pool, signal, kept } = options
  const enter = (scores: readonly ScoredMetric[]) => {
    for (const scored of scores) book.add(scored)
    kept?.keep(scores.filter(({ metric }) => listed.some(({ name }) => name === metric)))
  }
  for (const scored of kept?.scored ?? []) book.add(scored)
  const parts = pool ? [plan.metrics.filter(isListed), plan.metrics.filter((metric) => !isListed(metric))] : [[], plan.metrics]
  const clock = createClock(plan, options)
  const [threaded, placed] = parts.map((metrics) => clock.units({ ...plan, metrics })) as [Iterable<ScoreUnit>, Iterable<ScoreUnit>]
  if (pool && parts[0]?.length) {
    for await (const { scored, index, charts } of pool.map<ScoreJob, ScoreUnit, ChartedUnit>(
      'score-unit',
      job,
      charted(threaded, options.budget === undefined),
      signal,
    )) {
      enter(scored)
      if (charts) bench.keep(index, charts)
      clock.done(new Set(scored.map(({ metric }) => metric)).size)
    }
  }
  for (const unit of placed) await runInPlace(unit, plan.metrics, enter, bench, clock, signal)
  return clock.leftOut
}

/** The units, of which the first of each synthetic table draws its charts, too; it is the only one where metrics don't come one by one. */
function* charted(units: Iterable<ScoreUnit>, isOnly: boolean): Generator<ScoreUnit> {
  const seen = new Set<number>()
  for (const unit of units) {
    yield { ...unit, charted: unit.side === 'synthetic' && !seen.has(unit.index), isOnly }
    if (unit.side === 'synthetic') seen.add(unit.index)
  }
}

function isListed(metric: Metric): boolean {
  return listed.includes(metric)
}

async function runInPlace(
  unit: ScoreUnit,
  metrics: readonly Metric[],
  enter: (scores: readonly ScoredMetric[]) => void,
  bench: Bench,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  const comparisons = bench.comparisons(unit)
  for (const metric of metrics) {
    if (!unit.metrics.includes(metric.name)) continue
    await takeTurns(signal)
    const scores: ScoredMetric[] = []
    for await (const scored of scoreMetric(metric, unit, comparisons, signal)) scores.push(scored)
    enter(scores)
    clock.done(1)
  }
}

interface Clock {
  readonly leftOut: readonly Metric[]
  /** The units of a plan, one after the other; with a budget, metric by metric until it is spent. */
  units(plan: EvaluationPlan): Iterable<ScoreUnit>
  /** So many metrics of a unit are scored. */
  done(count: number): void
}

function createClock(plan: EvaluationPlan, { budget, progress, kept }: UnitRunOptions): Clock {
  const isOpen = openUnits(kept?.scored ?? [])
  const start = performance.now()
  const spent = () => (performance.now() - start) / 1000 / (budget ?? Number.POSITIVE_INFINITY)
  const openOf = (part: EvaluationPlan) => scoringUnits(part).flatMap(isOpen)
  const all = openOf(plan).reduce((sum, { metrics }) => sum + metrics.length, 0)
  const leftOut: Metric[] = []
  let count = 0
  return {
    leftOut,
    *units(part) {
      for (const metrics of budget === undefined ? [part.metrics] : metricSteps(part.metrics)) {
        const units = openOf({ ...part, metrics })
        if (spent() < 1) yield* units
        else leftOut.push(...metrics.filter(({ name }) => units.some((unit) => unit.metrics.includes(name))))
      }
    },
    done(more) {
      count += more
      progress?.(Math.min(0.99, Math.max(count / all, spent())), 'scoring')
    },
  }
}

/** Of a unit what isn't known yet: itself without the metrics that are scored, or nothing. */
function openUnits(known: readonly ScoredMetric[]): (unit: ScoreUnit) => ScoreUnit[] {
  const keyOf = (side: ScoreUnit['side'], index: number, metric: string) => JSON.stringify([side, index, metric])
  const scored = new Set(known.map(({ side, index, metric }) => keyOf(side, index, metric)))
  return (unit) => {
    const metrics = unit.metrics.filter((metric) => !scored.has(keyOf(unit.side, unit.index, metric)))
    return metrics.length === 0 ? [] : [{ ...unit, metrics }]
  }
}

/** The tables of a job on this thread: those of the real rows, and those of the synthetic table that was asked for last. */
export class JobTables {
  readonly #job: ScoreJob
  #real: Side | undefined
  #made: { readonly index: number; readonly side: Side } | undefined

  constructor(job: ScoreJob) {
    this.#job = job
  }

  of({ side, index }: Pick<ScoreUnit, 'side' | 'index'>): Side {
    if (side !== 'synthetic') {
      this.#real ??= sideOf(this.#job, null)
      return this.#real
    }
    if (this.#made?.index !== index) this.#made = { index, side: sideOf(this.#job, index) }
    return this.#made.side
  }

  /** Lets go what was made for this unit alone. */
  forget({ side }: Pick<ScoreUnit, 'side'>): void {
    if (side === 'synthetic') this.#made = undefined
    if (side === 'copy') for (const table of [this.#real?.reference, this.#real?.training]) table?.forget()
  }
}

/** The results of a metric in the comparisons of a unit, one after the other. */
export async function* scoreMetric(
  metric: Metric,
  { side, index }: ScoreUnit,
  { context, inputsFor }: Comparisons,
  signal?: AbortSignal,
): AsyncGenerator<ScoredMetric> {
  for (const [candidate, input] of inputsFor(metric)) {
    const start = performance.now()
    const result = await computeInTurns(metric, input(), { ...contextOf(candidate, context), ...(signal ? { signal } : {}) })
    yield { side, index, metric: metric.name, candidate, result, milliseconds: performance.now() - start }
  }
}

/** Details are looked at beside those of real rows, never of floors and copies. */
function contextOf(candidate: ScoredKind, context: MetricContext): MetricContext {
  return candidate === 'synthetic' || candidate === 'half' ? context : { ...context, undetailed: true }
}

const sidesOf = new WeakMap<ScoreJob, JobTables>()

/** What comes of a unit on another thread. */
interface ChartedUnit {
  readonly scored: ScoredMetric[]
  readonly index: number
  readonly charts: Charts | null
}

/** As `scoreUnitTask`, with charts where the unit says so: the thread has at hand what they are made of. */
export function chartedUnitTask(job: ScoreJob, unit: ScoreUnit): ChartedUnit {
  const { side, comparisons } = openUnit(job, unit)
  const scored = scoreUnit(unit, comparisons)
  const charts = unit.charted ? chartsOf(job, side, comparisons) : null
  if (unit.isOnly) sidesOf.get(job)?.forget(unit)
  return { scored, index: unit.index, charts }
}

/** As `scoreMetric`, for all metrics of a unit, on any thread: only those of the list, which are synchronous. */
export function scoreUnitTask(job: ScoreJob, unit: ScoreUnit): ScoredMetric[] {
  return scoreUnit(unit, openUnit(job, unit).comparisons)
}

function openUnit(job: ScoreJob, unit: ScoreUnit): { readonly side: Side; readonly comparisons: Comparisons } {
  const sides = sidesOf.get(job) ?? new JobTables(job)
  sidesOf.set(job, sides)
  const side = sides.of(unit)
  return { side, comparisons: comparisonsOf(job, unit, side) }
}

/** Candidate by candidate, so that the tables of one can go before those of the next are made. */
function scoreUnit({ side, index, metrics: names }: ScoreUnit, { context, inputsFor, forget }: Comparisons): ScoredMetric[] {
  const open = metrics.filter(({ name }) => names.includes(name)).flatMap((metric) => inputsFor(metric).map((given) => ({ metric, given })))
  const candidates = new Set(open.map(({ given: [candidate] }) => candidate))
  return [...candidates].flatMap((candidate) => {
    const scored = open
      .filter(({ given: [own] }) => own === candidate)
      .map(({ metric, given: [, input] }): ScoredMetric => {
        const start = performance.now()
        const result = computeMetric(metric, input(), contextOf(candidate, context)) as MetricResult
        return { side, index, metric: metric.name, candidate, result, milliseconds: performance.now() - start }
      })
    forget(candidate)
    return scored
  })
}
