import { sorted } from '../../../../stats/order/sorted.js'
import type { MetricContext, MetricInput, MetricResult } from '../../../metric.js'
import { type OneHot, oneHot } from './one-hot.js'
import { quantileOf } from './robust-design.js'

const steps = 30

/** The shares 0, 1/29 ... 1 of the curves. */
const shares = Float64Array.from({ length: steps }, (_, i) => (i === steps - 1 ? 1 : i * (1 / (steps - 1))))

/** The tables in the protocol's space, or why they can't be compared in it. */
export function protocolRows(input: MetricInput, context: MetricContext): readonly [OneHot, OneHot] | MetricResult {
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
export function curveScore(distances: Float64Array, radii: Float64Array, name: string, label: string): MetricResult {
  const ascending = sorted(radii)
  const reached = Array.from(shares, (share) => {
    const radius = quantileOf(ascending, share)
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
