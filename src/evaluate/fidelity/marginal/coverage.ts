import { isNumberKind } from '../../../table/column.js'
import { incomparable, meanResult, referenceOf } from '../../details.js'
import type { Metric, MetricDetail } from '../../metric.js'
import { nothingPresent, occurringRange, presentCounts } from './support.js'

/** Mean over columns of the share of the real range (numbers, times) or of the real levels that synthetic rows reach. */
export const marginalCoverage: Metric = {
  name: 'marginal-coverage',
  title: 'Coverage',
  plain: 'Does every level, and the whole range of numbers, come up again? Below 1, rare levels or extremes were lost.',
  references: [],
  family: 'fidelity',
  level: 'marginal',
  implies: 'where P(column) > 0, Q(column) > 0',
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
      if (!occurringRange(real) || !occurringRange(synthetic)) return { columns: [name], value: null, reason: nothingPresent }
      const value = isNumberKind(kind) ? coveredRange(real, synthetic, context.coding.scale(name)) : coveredLevels(real, synthetic)
      return { columns: [name], value }
    })
    return meanResult(details, 'No column has values on both sides.')
  },
}

function coveredLevels(real: Float64Array, synthetic: Float64Array): number {
  let occurring = 0
  let covered = 0
  for (let level = 0; level < real.length; level++) {
    if (real[level] === 0) continue
    occurring++
    if ((synthetic[level] as number) > 0) covered++
  }
  return covered / occurring
}

function coveredRange(real: Float64Array, synthetic: Float64Array, scale: Float64Array): number {
  const [first, last] = occurringRange(real) as [number, number]
  const [low, high] = occurringRange(synthetic) as [number, number]
  if (first === last) return (synthetic[first] as number) > 0 ? 1 : 0
  // Halved, so that the width of a range from -1e308 to 1e308 is finite.
  const at = (code: number) => (scale[code] as number) / 2
  return Math.max(0, at(Math.min(high, last)) - at(Math.max(low, first))) / (at(last) - at(first))
}
