import type { Column } from '../../../../table/column.js'
import type { MetricContext, MetricInput } from '../../../metric.js'
import type { Coding } from '../../../tables/common-scale.js'

/**
 * SDMetrics' TableStructure: the share, of all pairs of column and type in either table, of those in both. Both tables were read with
 * one schema, so only pandas' habit of changing the type for missing values tells them apart: whole numbers become floats, truth
 * values objects. A column with a missing value in one of the tables only counts as two different ones.
 */
export function tableStructure({ training, synthetic }: MetricInput, { columns, schema, coding }: MetricContext): number {
  const same = columns.filter(({ name }) => pandasType(training.column(name), coding) === pandasType(synthetic.column(name), coding)).length
  const others = schema.columns.length - columns.length
  return (same + others) / (others + same + 2 * (columns.length - same))
}

function pandasType(column: Column, coding: Coding): string {
  if (column.kind === 'numeric') return 'float64'
  if (column.kind === 'datetime') return 'datetime64'
  const isComplete = coding.counts(column).at(-1) === 0
  if (column.kind === 'integer') return isComplete ? 'int64' : 'float64'
  return column.kind === 'boolean' && isComplete ? 'bool' : 'object'
}
