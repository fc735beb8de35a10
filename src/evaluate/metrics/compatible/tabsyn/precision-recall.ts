import { sorted } from '../../../../stats/order/sorted.js'
import type { MetricContext, MetricInput, MetricResult } from '../../../metric.js'
import { defineMetric } from '../../define-metric.js'
import { alaaPaper } from '../../joint/precision-recall.js'
import { nearestOneHot, type OneHot, oneHot, squaredFromMean } from './one-hot.js'
import { linearQuantile } from './robust-design.js'
import { synthcity, tabsyn } from './shape-trend.js'

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

const steps = 30

/** The shares 0, 1/29 ... 1 of the curves. */
const shares = Float64Array.from({ length: steps }, (_, i) => (i === steps - 1 ? 1 : i * (1 / (steps - 1))))

/** The tables in the protocol's space, or why they can't be compared in it. */
function protocolRows(input: MetricInput, context: MetricContext): readonly [OneHot, OneHot] | MetricResult {
  const { training, synthetic } = input
  if (training.rows !== synthetic.rows) {
    return { value: null, reason: `The protocol wants as many synthetic rows as training rows (got ${synthetic.rows}, ${training.rows}).` }
  }
  const rows = context.memo('tabsyn-one-hot', [training, synthetic], () => oneHot(input, context))
  return typeof rows === 'string' ? { value: null, reason: rows } : rows
}

/**
 * 1 - sum |share - reached| / sum share, where `reached` is the share of all rows whose distance is at most the quantile of `radii` at that
 * share, rows with an infinite distance never. Null with a reason below 0, where synthcity fails.
 */
function curveScore(distances: Float64Array, radii: Float64Array, name: string, label: string): MetricResult {
  const ascending = sorted(radii)
  const reached = Array.from(shares, (share) => {
    const radius = linearQuantile(ascending, share)
    let within = 0
    for (let row = 0; row < distances.length; row++) if (distances[row] <= radius) within++
    return within / distances.length
  })
  let apart = 0
  let all = 0
  for (let i = 0; i < steps; i++) {
    apart += Math.abs(shares[i] - reached[i])
    all += shares[i]
  }
  const value = 1 - apart / all
  if (value < 0) return { value: null, reason: 'The curve lies so far off that the score is below 0, where the protocol fails.' }
  return { value, curves: [{ name, label, x: Array.from(shares), y: reached }] }
}

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
