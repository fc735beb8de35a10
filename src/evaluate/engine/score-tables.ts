import type { Schema } from '../../table/schema.js'
import { prepareMetric } from '../context.js'
import type { MetricInput, MetricResult } from '../metric.js'
import { computeMetric } from '../metrics/define-metric.js'
import { type MetricSelection, selectMetrics } from '../metrics/select.js'

export interface ScoreTablesOptions {
  /** What the columns are; all tables are read with it. */
  readonly schema: Schema
  /** Names of sets, levels or metrics, or metrics of one's own; the `standard` set without. */
  readonly metrics?: MetricSelection
  readonly seed?: number
  readonly signal?: AbortSignal
}

/**
 * The bare results of metrics on the tables as they are, by name, in all rows and in this order of theirs: no baselines, no common size, no
 * charts. Quick, and all there is to the scores of other programs; what a score means only `evaluate` tells.
 */
export async function scoreTables(
  tables: Pick<MetricInput, 'training' | 'synthetic' | 'holdout'>,
  { metrics, signal, ...options }: ScoreTablesOptions,
): Promise<ReadonlyMap<string, MetricResult>> {
  const chosen = selectMetrics(metrics)
  const { input, context } = prepareMetric(tables, { ...options, ...(signal ? { signal } : {}) })
  const results = new Map<string, MetricResult>()
  for (const metric of chosen) {
    signal?.throwIfAborted()
    results.set(metric.name, await computeMetric(metric, input, context))
  }
  return results
}
