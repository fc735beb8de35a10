import { defineMetric } from '../../define-metric.js'
import { alaaPaper } from '../../joint/alpha-precision.js'
import { curveScore, protocolRows } from './curves.js'
import { nearestOneHot, squaredFromMean } from './one-hot.js'
import { synthcity, tabsyn } from './protocol.js'

/** β-recall of the protocol: synthcity's delta_coverage_beta_naive. */
export const tabsynBetaRecall = defineMetric({
  name: 'tabsyn-beta-recall',
  title: 'β-recall (TabSyn)',
  plain:
    'What papers on TabSyn print as β-recall. Fresh real rows reach about 0.5, not 1, and more means copies; ours says so and compares with fresh rows.',
  references: [tabsyn, synthcity, alaaPaper],
  level: 'joint',
  implies: 'where P puts rows, Q puts rows as densely',
  missing: 'Levels: one more. A missing number can’t be computed with.',
  cost: 'full',
  sets: ['tabsyn'],
  asGiven: true,
  mostRows: 5_000,
  mostDraws: 3,
  compute(input, context) {
    const tables = protocolRows(input, context)
    if (!Array.isArray(tables)) return tables as Exclude<typeof tables, readonly unknown[]>
    const [real, synthetic] = tables
    if (real.rows < 2) return { value: null, reason: 'Needs two rows or more.' }
    const own = nearestOneHot(real, real).squared
    const { squared, positions } = nearestOneHot(real, synthetic)
    const fromMean = squaredFromMean(synthetic, synthetic).map(Math.sqrt)
    const radii = Float64Array.from(positions, (at) => fromMean[at])
    const reached = radii.map((radius, row) => (squared[row] <= own[row] ? radius : Number.POSITIVE_INFINITY))
    return curveScore(reached, radii, 'beta', 'Share of real rows reached by the synthetic ones within balls')
  },
})
