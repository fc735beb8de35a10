import { isNumberKind } from '../../../table/column.js'
import { incomparable, meanResult, referenceOf } from '../../details.js'
import type { Metric, MetricDetail } from '../../metric.js'
import { nothingPresent, occurringRange, presentCounts } from './support.js'

/** Mean over columns of the share of synthetic values that lie within the real range (numbers, times) or are real levels. */
export const marginalAdherence: Metric = {
  name: 'marginal-adherence',
  title: 'Adherence',
  plain: 'Are synthetic values possible ones: known levels, and numbers within the real range? Below 1, some were invented.',
  references: [],
  family: 'fidelity',
  level: 'marginal',
  implies: 'where Q(column) > 0, P(column) > 0',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'Left out; the missing rates look after them.',
  needs: [],
  cost: 'fast',
  floor: 'worst',
  compute(input, context) {
    const refused = incomparable(input, context)
    if (refused) return refused
    const reference = referenceOf(input)
    const details = context.columns.map(({ name, kind }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      const range = occurringRange(real)
      if (!range || !occurringRange(synthetic)) return { columns: [name], value: null, reason: nothingPresent }
      const possible = isNumberKind(kind)
        ? (code: number) => code >= range[0] && code <= range[1]
        : (code: number) => (real[code] as number) > 0
      return { columns: [name], value: shareOf(synthetic, possible) }
    })
    return meanResult(details, 'No column has values on both sides.')
  },
}

function shareOf(counts: Float64Array, counted: (code: number) => boolean): number {
  let total = 0
  let inside = 0
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code] as number
    total += count
    if (count > 0 && counted(code)) inside += count
  }
  return inside / total
}
