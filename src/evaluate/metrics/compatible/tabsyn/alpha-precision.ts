import { defineMetric } from '../../define-metric.js'
import { alaaPaper } from '../../joint/alpha-precision.js'
import { curveScore, protocolRows } from './curves.js'
import { squaredFromMean } from './one-hot.js'
import { synthcity, tabsyn } from './protocol.js'

/** α-precision of the protocol: synthcity's delta_precision_alpha_naive. */
export const tabsynAlphaPrecision = defineMetric({
  name: 'tabsyn-alpha-precision',
  title: 'α-precision (TabSyn)',
  plain:
    'What papers on TabSyn print as α-precision. Distances are Euclidean over numbers from least to greatest, so that one outlier squeezes a column; ours are over ranks.',
  references: [tabsyn, synthcity, alaaPaper],
  level: 'joint',
  implies: 'Q(ball around the real mean) = P(the same), for every radius',
  missing: 'Levels: one more. A missing number can’t be computed with.',
  sets: ['tabsyn'],
  asGiven: true,
  mostDraws: 3,
  compute(input, context) {
    const tables = protocolRows(input, context)
    if (!Array.isArray(tables)) return tables as Exclude<typeof tables, readonly unknown[]>
    const [real, synthetic] = tables
    const label = 'Share of synthetic rows within balls that hold a share of the real ones'
    return curveScore(squaredFromMean(synthetic, real).map(Math.sqrt), squaredFromMean(real, real).map(Math.sqrt), 'alpha', label)
  },
})
