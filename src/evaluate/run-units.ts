import type { Pool, Progress } from '../learn/pool.js'
import { type Comparisons, comparisonsOf, type Side } from './comparisons.js'
import { metrics as listed } from './index.js'
import type { Metric } from './metric.js'
import { type Plan, stepsOf, unitsOf } from './schedule.js'
import type { ScoreBook } from './score-book.js'
import type { Scored, ScoreJob, ScoreUnit } from './score-job.js'
import { Sides, scoreMetric } from './score-unit.js'

export interface RunOptions {
  readonly pool?: Pool | undefined
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
  /** Seconds; what hasn't begun by then is left out. */
  readonly budget?: number | undefined
}

/** The comparisons with the synthetic tables that were made on this thread, for whoever draws charts from them. */
export class Bench {
  readonly #job: ScoreJob
  readonly #sides: Sides
  readonly #kept = new Map<number, { readonly side: Side; readonly comparisons: Comparisons }>()

  constructor(job: ScoreJob) {
    this.#job = job
    this.#sides = new Sides(job)
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

  comparisons(unit: ScoreUnit): Comparisons {
    return unit.side === 'synthetic' ? this.synthetic(unit.index).comparisons : comparisonsOf(this.#job, unit, this.#sides.of(unit))
  }
}

/**
 * Scores everything in the plan and enters it in the book. Metrics of the list run on the pool where there is one, plug-ins in place;
 * no result depends on it, nor on which other metrics are in the plan. Gives the metrics that the budget left no time for.
 */
export async function runUnits(job: ScoreJob, plan: Plan, book: ScoreBook, bench: Bench, options: RunOptions): Promise<readonly Metric[]> {
  const { pool, signal } = options
  const parts = pool ? [plan.metrics.filter(isListed), plan.metrics.filter((metric) => !isListed(metric))] : [[], plan.metrics]
  const clock = createClock(plan, options)
  const [threaded, placed] = parts.map((metrics) => clock.units({ ...plan, metrics })) as [Iterable<ScoreUnit>, Iterable<ScoreUnit>]
  if (pool && parts[0]?.length) {
    for await (const results of pool.map<ScoreJob, ScoreUnit, Scored[]>('score-unit', job, threaded, signal)) {
      for (const scored of results) book.add(scored)
      clock.done(new Set(results.map(({ metric }) => metric)).size)
    }
  }
  for (const unit of placed) await runInPlace(unit, plan.metrics, book, bench, clock, signal)
  return clock.leftOut
}

function isListed(metric: Metric): boolean {
  return listed.includes(metric)
}

async function runInPlace(
  unit: ScoreUnit,
  metrics: readonly Metric[],
  book: ScoreBook,
  bench: Bench,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  const comparisons = bench.comparisons(unit)
  for (const metric of metrics) {
    if (!unit.metrics.includes(metric.name)) continue
    await turn()
    signal?.throwIfAborted()
    for await (const scored of scoreMetric(metric, unit, comparisons)) book.add(scored)
    clock.done(1)
  }
}

/** Lets others have their turn: progress is drawn, an abort is heard. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

interface Clock {
  readonly leftOut: readonly Metric[]
  /** The units of a plan, one after the other; with a budget, metric by metric until it is spent. */
  units(plan: Plan): Iterable<ScoreUnit>
  /** So many metrics of a unit are scored. */
  done(count: number): void
}

function createClock(plan: Plan, { budget, progress }: RunOptions): Clock {
  const start = performance.now()
  const spent = () => (performance.now() - start) / 1000 / (budget ?? Number.POSITIVE_INFINITY)
  const all = unitsOf(plan).reduce((sum, { metrics }) => sum + metrics.length, 0)
  const leftOut: Metric[] = []
  let count = 0
  return {
    leftOut,
    *units(part) {
      if (budget === undefined) yield* unitsOf(part)
      else {
        for (const metrics of stepsOf(part.metrics)) {
          if (spent() < 1) yield* unitsOf({ ...part, metrics })
          else leftOut.push(...metrics)
        }
      }
    },
    done(more) {
      count += more
      progress?.(Math.min(0.99, Math.max(count / all, spent())), 'scoring')
    },
  }
}
