import type { Metric, MetricContext, MetricInput, MetricResult } from '../../src/evaluate/metric.js'

/** A metric of one's own, with what it was asked to score in `seen`. */
export function ownMetric(
  changes: Partial<Metric> = {},
  score: (input: MetricInput, context: MetricContext) => MetricResult | Promise<MetricResult> = () => ({ value: 0.5 }),
): Metric & { readonly seen: { readonly input: MetricInput; readonly context: MetricContext }[] } {
  const seen: { input: MetricInput; context: MetricContext }[] = []
  return {
    name: 'my-metric',
    title: 'My metric',
    plain: 'Half, whatever the tables are.',
    references: [],
    family: 'fidelity',
    level: 'joint',
    implies: 'nothing at all',
    necessity: 'necessary',
    goal: 'maximize',
    range: [0, 1],
    basis: 'model-free',
    missing: 'Not looked at.',
    needs: [],
    cost: 'fast',
    floor: 'permuted',
    seen,
    ...changes,
    compute: (input, context) => {
      seen.push({ input, context })
      return score(input, context)
    },
  }
}
