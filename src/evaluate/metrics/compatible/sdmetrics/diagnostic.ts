import { type Column, isNumberKind } from '../../../../table/column.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../../metric.js'
import type { CommonScale } from '../../../tables/common-scale.js'
import { defineMetric } from '../../define-metric.js'
import { meanOfKnown, meanResult } from '../../results.js'
import { presentIn } from './column-scores.js'
import { sdmetrics } from './quality.js'

/** The overall score of SDMetrics' DiagnosticReport: the mean of Data Validity and Data Structure. */
export const sdmetricsDiagnostic = defineMetric({
  name: 'sdmetrics-diagnostic',
  title: 'Diagnostic (SDMetrics)',
  plain:
    'The overall score of a diagnostic report by SDMetrics: are values possible, and are columns of the right type? Random values within the ranges score 1; our adherence and coverage go together for that reason.',
  references: [sdmetrics],
  level: 'marginal',
  implies: 'Q(column) gives no weight to values outside the range or levels of P',
  missing: 'Wrong where the real column has none, else left out (numbers) or right (levels).',
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  floor: 'worst',
  compute(input, context) {
    const details = validityDetails(input, context)
    const validity = meanResult(details, '').value
    const structure = tableStructure(input, context)
    return {
      value: meanOfKnown([validity, structure]),
      details,
      parts: [
        { name: 'data-validity', label: 'Data Validity', value: validity },
        { name: 'data-structure', label: 'Data Structure', value: structure },
      ],
    }
  },
})

/**
 * SDMetrics' TableStructure: the share, of all pairs of column and type in either table, of those in both. Both tables were read with
 * one schema, so only pandas' habit of changing the type for missing values tells them apart: whole numbers become floats, truth
 * values objects. A column with a missing value in one of the tables only counts as two different ones.
 */
function tableStructure({ training, synthetic }: MetricInput, { columns, schema, coding }: MetricContext): number {
  const same = columns.filter(({ name }) => pandasType(training.column(name), coding) === pandasType(synthetic.column(name), coding)).length
  const others = schema.columns.length - columns.length
  return (same + others) / (others + same + 2 * (columns.length - same))
}

function pandasType(column: Column, coding: CommonScale): string {
  if (column.kind === 'numeric') return 'float64'
  if (column.kind === 'datetime') return 'datetime64'
  const isComplete = coding.counts(column).at(-1) === 0
  if (column.kind === 'integer') return isComplete ? 'int64' : 'float64'
  return column.kind === 'boolean' && isComplete ? 'bool' : 'object'
}

const noValues = 'There are no synthetic values to look at.'

/**
 * SDMetrics' Data Validity of each column: BoundaryAdherence for numbers and times, CategoryAdherence for levels, KeyUniqueness for keys,
 * and DatetimeFormatAdherence for times of a declared format, which those of files with types haven't: the share of cells that were written in
 * it, as far as somebody looked; what could be read in no format is no time.
 */
function validityDetails({ training, synthetic }: MetricInput, context: MetricContext): MetricDetail[] {
  const keys = (context.uniqueKeys ?? []).map(({ column, value }) => detail(column, 'KeyUniqueness', value))
  const compared = context.columns.flatMap((schema) => {
    const { name, kind } = schema
    const real = context.coding.counts(training.column(name))
    const made = context.coding.counts(synthetic.column(name))
    if (!isNumberKind(kind)) return [detail(name, 'CategoryAdherence', categoryAdherence(real, made))]
    const written = schema.kind === 'datetime' && schema.format !== 'epoch' && schema.storage === undefined
    return [
      detail(name, 'BoundaryAdherence', boundaryAdherence(real, made)),
      ...(written ? [detail(name, 'DatetimeFormatAdherence', formatAdherence(name, context))] : []),
    ]
  })
  return [...keys, ...compared]
}

function detail(column: string, part: string, value: number | null): MetricDetail {
  return { columns: [column], part, value, ...(value === null ? { reason: noValues } : {}) }
}

function formatAdherence(name: string, { writing = [] }: MetricContext): number {
  const own = writing.find(({ column }) => column === name)
  return own ? 1 - own.synthetic.otherwise / own.synthetic.cells : 1
}

/** Share of values between the least and greatest real one. Missing ones are wrong where no real one is, else left out. Null without values. */
function boundaryAdherence(real: Float64Array, synthetic: Float64Array): number | null {
  const last = real.length - 1
  const total = presentIn(synthetic) + (real[last] === 0 ? synthetic[last] : 0)
  if (total === 0) return null
  let first = 0
  while (first < last && real[first] === 0) first++
  let end = last
  while (end > first && real[end - 1] === 0) end--
  let within = 0
  for (let code = first; code < end; code++) within += synthetic[code]
  return within / total
}

/** Share of rows whose level occurs in the real ones; missing is right where a real one is missing. Null without rows. */
function categoryAdherence(real: Float64Array, synthetic: Float64Array): number | null {
  let known = 0
  let total = 0
  for (let code = 0; code < real.length; code++) {
    const rows = synthetic[code]
    total += rows
    if (real[code] > 0) known += rows
  }
  return total === 0 ? null : known / total
}
