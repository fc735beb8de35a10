import type { Metric, MetricResult } from '../metric.js'
import { computeMetric } from '../metrics/define-metric.js'
import { metrics } from '../metrics/index.js'
import { type Comparisons, comparisonsOf, type Side, sideOf } from './comparisons.js'
import type { Scored, ScoreJob, ScoreUnit } from './score-job.js'

/** The tables of a job on this thread: those of the real rows, and those of the synthetic table that was asked for last. */
export class Sides {
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
}

/** The results of a metric in the comparisons of a unit, one after the other. */
export async function* scoreMetric(
  metric: Metric,
  { side, index }: ScoreUnit,
  { context, inputsFor }: Comparisons,
): AsyncGenerator<Scored> {
  for (const [candidate, input] of inputsFor(metric)) {
    const start = performance.now()
    const result = await computeMetric(metric, input, context)
    yield { side, index, metric: metric.name, candidate, result, milliseconds: performance.now() - start }
  }
}

const sidesOf = new WeakMap<ScoreJob, Sides>()

/** As `scoreMetric`, for all metrics of a unit, on any thread: only those of the list, which are synchronous. */
export function scoreUnitTask(job: ScoreJob, unit: ScoreUnit): Scored[] {
  const sides = sidesOf.get(job) ?? new Sides(job)
  sidesOf.set(job, sides)
  const { context, inputsFor } = comparisonsOf(job, unit, sides.of(unit))
  const { side, index } = unit
  return metrics
    .filter(({ name }) => unit.metrics.includes(name))
    .flatMap((metric) =>
      inputsFor(metric).map(([candidate, input]): Scored => {
        const start = performance.now()
        const result = computeMetric(metric, input, context) as MetricResult
        return { side, index, metric: metric.name, candidate, result, milliseconds: performance.now() - start }
      }),
    )
}
