import { type Cost, costs, type Metric } from '../metric.js'
import type { ScoreUnit } from './score-job.js'

/** Work of one draw of the baselines, in rows times pairs of columns, that a second allows for about five times. */
const drawBudget = 1.8e7
const fewestDraws = 3
const mostDraws = 20
/** Draws of metrics that train something: an interval from so few is wide enough to be honest about it. */
const costlyDraws = 5
/** Draws of the floor for those: it is far off, so its own error matters little. That of a single one is taken to be that of a draw of real rows. */
const costlyFloors: Readonly<Record<'standard' | 'full', number>> = { standard: 1, full: 2 }

/** Draws of the baselines that the size of the tables allows for. */
export function drawsFor(rows: number, columns: number): number {
  const work = Math.max(1, rows) * Math.max(1, (columns * columns) / 2)
  return Math.max(fewestDraws, Math.min(mostDraws, Math.floor(drawBudget / work)))
}

/** Draws of real rows that this metric scores. */
export function drawsOf(metric: Pick<Metric, 'cost' | 'mostDraws'>, draws: number): number {
  return Math.min(draws, metric.mostDraws ?? (metric.cost === 'fast' ? draws : costlyDraws))
}

/** True where the metric scores its floor in this draw. */
export function scoresFloor(metric: Pick<Metric, 'cost'>, draw: number): boolean {
  return metric.cost === 'fast' || draw < costlyFloors[metric.cost]
}

export interface EvaluationPlan {
  readonly metrics: readonly Metric[]
  readonly synthetics: number
  /** Draws of a metric; 0 where its baselines can't be had. */
  readonly draws: (metric: Metric) => number
}

/**
 * The units of work: every table with all metrics that look at it, so that these can share what they learn from it. Metrics that get their
 * tables as they are have all of their baselines or none; those that train something score no copy, of which nothing follows.
 */
export function scoringUnits({ metrics, synthetics, draws }: EvaluationPlan): ScoreUnit[] {
  const names = metrics.map(({ name }) => name)
  const most = Math.max(0, ...metrics.map(draws))
  const copied = metrics.filter((metric) => metric.cost === 'fast' && (!metric.asGiven || draws(metric) > 0))
  return [
    ...Array.from({ length: synthetics }, (_, index): ScoreUnit => ({ side: 'synthetic', index, metrics: names })),
    ...Array.from({ length: most }, (_, index): ScoreUnit => {
      const drawn = metrics.filter((metric) => draws(metric) > index)
      return { side: 'draw', index, metrics: drawn.map(({ name }) => name) }
    }),
    ...(copied.length > 0 ? [{ side: 'copy', index: 0, metrics: copied.map(({ name }) => name) } as const] : []),
  ]
}

/** The metrics in the order in which a budget is spent: the fast ones at once, then each by itself, by cost. */
export function metricSteps(metrics: readonly Metric[]): Metric[][] {
  const of = (cost: Cost) => metrics.filter((metric) => metric.cost === cost)
  const fast = of('fast')
  return [...(fast.length > 0 ? [fast] : []), ...costs.slice(1).flatMap((cost) => of(cost).map((metric) => [metric]))]
}
