import { isNumberKind } from '../../../table/column.js'
import type { MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { nothingPresent, occurringRange, presentCounts } from './support.js'

/**
 * Mean over columns of the share of the real range (numbers, times) or of the real levels that synthetic rows reach. `p`: so many rows of a
 * level, or beyond one end of a range, are all on the real side of two samples of one distribution with a probability of at most (share of
 * real rows) to the power of their number; that of the least probable loss, times all that could have been lost.
 */
export const marginalCoverage = defineMetric({
  name: 'marginal-coverage',
  title: 'Coverage',
  plain: 'Does every level, and the whole range of numbers, come up again? Below 1, rare levels or extremes were lost.',
  level: 'marginal',
  implies: 'where P(column) > 0, Q(column) > 0',
  missing: 'Left out; the missing rates look after them.',
  cost: 'fast',
  floor: 'worst',
  compute(input, context) {
    const reference = referenceOf(input)
    let [least, tried] = [1, 0]
    const details = context.columns.map(({ name, kind }): MetricDetail => {
      const real = presentCounts(reference, name, context)
      const synthetic = presentCounts(input.synthetic, name, context)
      if (!occurringRange(real) || !occurringRange(synthetic)) return { columns: [name], value: null, reason: nothingPresent }
      const lost = isNumberKind(kind) ? lostEnds(real, synthetic) : lostLevels(real, synthetic)
      const own = shareOf(real, synthetic) ** greatestOf(lost)
      tried += lost.length
      least = Math.min(least, own)
      const value = isNumberKind(kind) ? coveredRange(real, synthetic, context.coding.scale(name)) : coveredLevels(real, synthetic)
      return { columns: [name], value, p: Math.min(1, lost.length * own) }
    })
    return { ...meanResult(details, 'No column has values on both sides.'), p: tried === 0 ? null : Math.min(1, tried * least) }
  },
})

/** Real rows beyond either end of the synthetic range. */
function lostEnds(real: Float64Array, synthetic: Float64Array): number[] {
  const [low, high] = occurringRange(synthetic) as [number, number]
  return [sumOf(real.subarray(0, low)), sumOf(real.subarray(high + 1))]
}

/** For each level that really occurs its real rows, where no synthetic row has it; else 0. */
function lostLevels(real: Float64Array, synthetic: Float64Array): Float64Array {
  return real.map((count, level) => (synthetic[level] > 0 ? 0 : count)).filter((_, level) => real[level] > 0)
}

function greatestOf(counts: ArrayLike<number>): number {
  let greatest = 0
  for (let i = 0; i < counts.length; i++) greatest = Math.max(greatest, counts[i])
  return greatest
}

function shareOf(real: Float64Array, synthetic: Float64Array): number {
  return sumOf(real) / (sumOf(real) + sumOf(synthetic))
}

function sumOf(counts: Float64Array): number {
  let sum = 0
  for (let code = 0; code < counts.length; code++) sum += counts[code]
  return sum
}

function coveredLevels(real: Float64Array, synthetic: Float64Array): number {
  let occurring = 0
  let covered = 0
  for (let level = 0; level < real.length; level++) {
    if (real[level] === 0) continue
    occurring++
    if (synthetic[level] > 0) covered++
  }
  return covered / occurring
}

function coveredRange(real: Float64Array, synthetic: Float64Array, scale: Float64Array): number {
  const [first, last] = occurringRange(real) as [number, number]
  const [low, high] = occurringRange(synthetic) as [number, number]
  if (first === last) return synthetic[first] > 0 ? 1 : 0
  // Halved, so that the width of a range from -1e308 to 1e308 is finite.
  const at = (code: number) => scale[code] / 2
  return Math.max(0, at(Math.min(high, last)) - at(Math.max(low, first))) / (at(last) - at(first))
}
