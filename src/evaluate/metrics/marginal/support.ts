import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'

/** Rows per code, without the missing ones. */
export function presentCounts(table: Table, name: string, { coding }: MetricContext): Float64Array {
  return coding.counts(table.column(name)).subarray(0, -1)
}

/** The first and the last code that occurs; null where none does. */
export function occurringRange(counts: Float64Array): readonly [number, number] | null {
  const first = counts.findIndex((count) => count > 0)
  return first < 0 ? null : [first, counts.findLastIndex((count) => count > 0)]
}

export const nothingPresent = 'All its values are missing, in the real rows or the synthetic ones.'
