import { isNumberKind } from '../../../table/column.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { nothingPresent, occurringRange, presentCounts } from './support.js'

/** Mean over columns of the share of synthetic values that lie within the real range (numbers, times) or are real levels. */
export const marginalAdherence = defineMetric({
  name: 'marginal-adherence',
  title: 'Adherence',
  plain: 'Are synthetic values possible ones: known levels, and numbers within the real range? Below 1, some were invented.',
  level: 'marginal',
  implies: 'where Q(column) > 0, P(column) > 0',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  floor: 'worst',
  compute(input, context) {
    const reference = referenceOf(input)
    const details = context.columns.map(({ name, kind }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      const range = occurringRange(real)
      if (!range || !occurringRange(synthetic)) return { columns: [name], value: null, reason: nothingPresent }
      const possible = isNumberKind(kind) ? (code: number) => code >= range[0] && code <= range[1] : (code: number) => real[code] > 0
      const value = shareOf(synthetic, possible)
      if (context.unjudged || value === 1) return { columns: [name], value, p: 1 }
      const p = strangeAbove(synthetic, real, range, isNumberKind(kind))
      const scale = kind === 'datetime' || !isNumberKind(kind) ? null : context.coding.scale(name)
      return {
        columns: [name],
        value,
        p,
        words: `${kind === 'datetime' ? 'outside the times of real rows' : wordsOf(synthetic, range, scale)}, ${(100 * (1 - value)).toFixed(1)} % of its values`,
      }
    })
    return meanResult(details, 'No column has values on both sides.')
  },
})

/**
 * So many values beyond one end of the real range, or of one level that no real row has, are all among the synthetic ones by chance with a
 * probability of at most (their share of all values) to the power of their number; the least probable, times what there is to look at.
 */
function strangeAbove(synthetic: Float64Array, real: Float64Array, [first, last]: readonly [number, number], isNumber: boolean): number {
  const strange = isNumber
    ? [sumOf(synthetic.subarray(0, first)), sumOf(synthetic.subarray(last + 1))]
    : [...synthetic].filter((count, code) => count > 0 && real[code] === 0)
  if (strange.length === 0) return 1
  const levels = isNumber ? 2 : synthetic.reduce((levels, count) => levels + Number(count > 0), 0)
  const share = sumOf(synthetic) / (sumOf(real) + sumOf(synthetic))
  return Math.min(1, levels * share ** Math.max(...strange))
}

/** What is strange about most of the strange values: of numbers on which side they are, of levels that they are none. `scale` is null for others. */
function wordsOf(synthetic: Float64Array, [first, last]: readonly [number, number], scale: Float64Array | null): string {
  if (scale === null) return 'values that no real row has'
  const [below, above] = [sumOf(synthetic.subarray(0, first)), sumOf(synthetic.subarray(last + 1))]
  if (above >= below) return 'above the greatest real value'
  const negative = synthetic.reduce((sum, count, code) => sum + (scale[code] < 0 ? count : 0), 0)
  return scale[first] >= 0 && negative > below / 2 ? 'negative where real ones never are' : 'below the least real value'
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function shareOf(counts: Float64Array, counted: (code: number) => boolean): number {
  let total = 0
  let inside = 0
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code]
    total += count
    if (count > 0 && counted(code)) inside += count
  }
  return inside / total
}
