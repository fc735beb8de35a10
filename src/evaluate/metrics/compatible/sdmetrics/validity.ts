import { isNumberKind } from '../../../../table/column.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../../metric.js'
import { presentIn } from './column-scores.js'

const noValues = 'There are no synthetic values to look at.'

/**
 * SDMetrics' Data Validity of each column: BoundaryAdherence for numbers and times, CategoryAdherence for levels, KeyUniqueness for keys,
 * and DatetimeFormatAdherence for times that are written as text. The last is 1: what doesn't fit its format is no time when a table is read.
 */
export function validityDetails({ training, synthetic }: MetricInput, context: MetricContext): MetricDetail[] {
  const keys = (context.uniqueKeys ?? []).map(({ column, value }) => detail(column, 'KeyUniqueness', value))
  const compared = context.columns.flatMap((schema) => {
    const { name, kind } = schema
    const real = context.coding.counts(training.column(name))
    const made = context.coding.counts(synthetic.column(name))
    if (!isNumberKind(kind)) return [detail(name, 'CategoryAdherence', categoryAdherence(real, made))]
    const written = schema.kind === 'datetime' && schema.format !== 'epoch'
    return [
      detail(name, 'BoundaryAdherence', boundaryAdherence(real, made)),
      ...(written ? [detail(name, 'DatetimeFormatAdherence', 1)] : []),
    ]
  })
  return [...keys, ...compared]
}

function detail(column: string, part: string, value: number | null): MetricDetail {
  return { columns: [column], part, value, ...(value === null ? { reason: noValues } : {}) }
}

/** Share of values between the least and greatest real one. Missing ones are wrong where no real one is, else left out. Null without values. */
export function boundaryAdherence(real: Float64Array, synthetic: Float64Array): number | null {
  const last = real.length - 1
  const total = presentIn(synthetic) + (real[last] === 0 ? (synthetic[last] as number) : 0)
  if (total === 0) return null
  let first = 0
  while (first < last && real[first] === 0) first++
  let end = last
  while (end > first && real[end - 1] === 0) end--
  let within = 0
  for (let code = first; code < end; code++) within += synthetic[code] as number
  return within / total
}

/** Share of rows whose level occurs in the real ones; missing is right where a real one is missing. Null without rows. */
export function categoryAdherence(real: Float64Array, synthetic: Float64Array): number | null {
  let known = 0
  let total = 0
  for (let code = 0; code < real.length; code++) {
    const rows = synthetic[code] as number
    total += rows
    if ((real[code] as number) > 0) known += rows
  }
  return total === 0 ? null : known / total
}
