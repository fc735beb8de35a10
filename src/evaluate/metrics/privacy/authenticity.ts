import type { MetricContext } from '../../metric.js'
import { cutToOneSize } from '../../tables/random-rows.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { alaaPaper } from '../joint/alpha-precision.js'
import type { WithHoldout } from '../results.js'
import { mostRowsOfNearest, nearerRows } from './nearer-rows.js'

/**
 * 1 - how much more often a synthetic row is not authentic towards the training rows than towards as many fresh ones, and never above 1. Not
 * authentic is a row that is at least as near to its nearest real row as that one is to its own nearest other one. The share of authentic
 * rows itself, of which nobody knows how large it has to be, is among the parts; fresh real rows reach about one half.
 */
export const authenticity = defineMetric({
  name: 'authenticity',
  title: 'Authenticity',
  plain:
    'Are synthetic rows no nearer to the training rows than to fresh real ones? 1 means no nearer; a table of copies is at about a half. It sees copies, and is no proof that there are none.',
  references: [alaaPaper],
  level: 'privacy',
  implies: 'synthetic rows depend on the training rows through the distribution only',
  missing: 'As far from any value as two levels are from each other.',
  needs: ['holdout'],
  cost: 'full',
  mostRows: mostRowsOfNearest,
  mostDraws: 5,
  floor: 'worst',
  refused: unpredictable,
  compute(input, context) {
    const { training, holdout, synthetic } = input as WithHoldout
    const [own, fresh] = cutToOneSize([training, holdout], context)
    if (!own || !fresh || own.rows < 2) return { value: null, reason: 'Needs two training rows and two of the holdout.' }
    const [towardsTraining, towardsFresh] = [own, fresh].map((real) => authenticShare(real, synthetic, context)) as [number, number]
    return {
      value: 1 - Math.max(0, towardsFresh - towardsTraining),
      parts: [
        { name: 'authenticity', label: 'Authentic rows, towards the training rows', value: towardsTraining },
        { name: 'authenticity-holdout', label: 'Authentic rows, towards as many fresh rows', value: towardsFresh },
      ],
    }
  },
})

/** The share of synthetic rows that are further from their nearest real row than that one is from its nearest other one. */
function authenticShare(real: WithHoldout['training'], synthetic: WithHoldout['synthetic'], context: MetricContext): number {
  const { syntheticToReal, realToReal } = nearerRows(real, synthetic, context)
  let authentic = 0
  for (let row = 0; row < synthetic.rows; row++) {
    const nearest = syntheticToReal.positions[row]
    if (syntheticToReal.distances[row] > realToReal.distances[nearest]) authentic++
  }
  return authentic / synthetic.rows
}
