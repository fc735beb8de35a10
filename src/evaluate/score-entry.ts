import { summarizeBaseline, worstBaseline } from './baselines.js'
import type { ScoreDetail, ScoreEntry } from './evaluation.js'
import type { Metric, MetricDetail, MetricResult } from './metric.js'
import { readingOf, skillOf } from './reading.js'

/** The results of all metrics on one draw of the baselines. */
export interface BaselineRun {
  readonly half: readonly MetricResult[]
  /** Null for a metric whose floor needs no rows. */
  readonly floor: readonly (MetricResult | null)[]
}

/** A result between its baselines. `index` is the metric's place in each run. */
export function scoreEntry(
  metric: Metric,
  result: MetricResult,
  runs: readonly BaselineRun[],
  index: number,
  { size, reference }: { readonly size: number; readonly reference: 'holdout' | 'training' },
): ScoreEntry {
  const scores = (kind: (run: BaselineRun) => readonly (MetricResult | null)[]) => runs.map((run) => kind(run)[index]?.value ?? null)
  const ceiling = summarizeBaseline(
    'half',
    scores((run) => run.half),
  )
  const floor =
    metric.floor === 'worst'
      ? worstBaseline(metric)
      : summarizeBaseline(
          metric.floor,
          scores((run) => run.floor),
        )
  const { name, title, family, level, plain, implies, basis, goal, range } = metric
  return {
    metric: name,
    ...{ title, family, level, plain, implies, basis, goal, range },
    value: result.value,
    reason: result.reason ?? null,
    baselines: { ceiling, floor },
    skill: skillOf(result.value, ceiling, floor),
    reading: readingOf(result.value, metric, { ceiling, floor }, reference),
    rows: size,
    details: withCeilings(
      result,
      runs.map((run) => run.half[index]?.details ?? []),
    ),
  }
}

/** Each column's or pair's score beside the mean of what real rows score there. */
function withCeilings(result: MetricResult, halves: readonly (readonly MetricDetail[])[]): ScoreDetail[] {
  const key = ({ columns }: MetricDetail) => JSON.stringify(columns)
  const sums = new Map<string, { sum: number; count: number }>()
  for (const detail of halves.flat()) {
    if (detail.value === null) continue
    const known = sums.get(key(detail)) ?? { sum: 0, count: 0 }
    sums.set(key(detail), { sum: known.sum + detail.value, count: known.count + 1 })
  }
  return (result.details ?? []).map((detail) => {
    const known = sums.get(key(detail))
    return { ...detail, ceiling: known ? known.sum / known.count : null }
  })
}
