import { isNumberKind } from '../../../table/column.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { nothingPresent, presentCounts } from './support.js'

/**
 * Mean over columns of numbers, times and ordered levels of 1 / (1 + W / s): W is Wasserstein's distance, how far values have to be
 * moved on average to turn one distribution into the other, and s the interquartile range of the real values; where that is 0, half the
 * range between their 5th and 95th percentile, and where that is 0 too, the whole range of both tables.
 */
export const marginalDistance = defineMetric({
  name: 'marginal-distance',
  title: 'How far off',
  standardName: 'Wasserstein similarity',
  plain:
    'How far do numbers have to be moved, on average, to get the real distribution? 1 means not at all, 0.5 by the spread of the middle half.',
  references: [
    {
      author: 'Ramdas, Garcia Trillos, Cuturi',
      year: 2017,
      title: 'On Wasserstein Two-Sample Testing and Related Families of Nonparametric Tests',
    },
  ],
  level: 'marginal',
  implies: 'Q(column) = P(column), for every column in order',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  counts: 'columns',
  floor: 'uniform',
  compute(input, context) {
    const ordered = context.columns.filter(({ kind }) => isNumberKind(kind) || kind === 'ordinal')
    if (ordered.length === 0) return { value: null, reason: 'No column holds numbers, times or ordered levels.', details: [] }
    const reference = referenceOf(input)
    const details = ordered.map(({ name, kind }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      const scale = isNumberKind(kind) ? context.coding.scale(name) : Float64Array.from(real.keys())
      if (!real.some((count) => count > 0) || !synthetic.some((count) => count > 0))
        return { columns: [name], value: null, reason: nothingPresent }
      return { columns: [name], value: closeness(scale, real, synthetic) }
    })
    return meanResult(details, 'No column in order has values on both sides.')
  },
})

function closeness(values: Float64Array, real: Float64Array, synthetic: Float64Array): number {
  // Scaled to at most 1, so that the range from -1e308 to 1e308 is finite.
  const magnitude = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1
  const scale = values.map((value) => value / magnitude)
  const moved = wasserstein(scale, real, synthetic)
  return moved === 0 ? 1 : 1 / (1 + moved / spreadOf(scale, real, synthetic))
}

/** The area between two distribution functions, given as counts on one ascending scale. */
function wasserstein(scale: Float64Array, a: Float64Array, b: Float64Array): number {
  const rowsA = sum(a)
  const rowsB = sum(b)
  let belowA = 0
  let belowB = 0
  let area = 0
  for (let code = 0; code < scale.length - 1; code++) {
    belowA += a[code]
    belowB += b[code]
    // Counts times the other's rows, so that equal distributions differ by exactly 0.
    const difference = Math.abs(belowA * rowsB - belowB * rowsA) / (rowsA * rowsB)
    area += difference * (scale[code + 1] - scale[code])
  }
  return area
}

function spreadOf(scale: Float64Array, real: Float64Array, synthetic: Float64Array): number {
  const between = (low: number, high: number) => quantile(scale, real, high) - quantile(scale, real, low)
  const both = real.map((count, code) => count + synthetic[code])
  return between(0.25, 0.75) || between(0.05, 0.95) / 2 || quantile(scale, both, 1) - quantile(scale, both, 0)
}

/** The least value that a share of the rows doesn't exceed. */
function quantile(scale: Float64Array, counts: Float64Array, share: number): number {
  const wanted = Math.max(1, share * sum(counts))
  let below = 0
  for (let code = 0; code < scale.length; code++) {
    below += counts[code]
    if (below >= wanted) return scale[code]
  }
  return scale.at(-1) as number
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0)
}
