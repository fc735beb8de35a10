import { PairCoding } from '../coded.js'
import type { ComparedSchema, DatabaseView } from '../view.js'
import { acrossMetrics } from './across.js'
import { classifierMetrics } from './classifiers.js'
import { integrityMetrics } from './integrity.js'
import type { ComparedItem, DatabaseMetric } from './metric.js'
import { withinMetrics } from './within.js'

/** All metrics, in the order in which verdicts are given: integrity, numbers of children, across tables, single tables. */
export const databaseMetrics: readonly DatabaseMetric[] = [...integrityMetrics, ...acrossMetrics, ...classifierMetrics, ...withinMetrics]

/** All items of all metrics for another database beside a real one. */
export function compareDatabases(
  real: DatabaseView,
  other: DatabaseView,
  compared: ComparedSchema,
  seed: number,
  metrics = databaseMetrics,
): ReadonlyMap<string, ComparedItem[]> {
  const side = { real, other, compared, coding: new PairCoding(real.tables, other.tables), seed }
  return new Map(metrics.map((metric) => [metric.name, metric.compute(side)]))
}
