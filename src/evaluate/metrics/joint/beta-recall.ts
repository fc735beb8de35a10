import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { alaaPaper } from './alpha-precision.js'
import { mostRowsOfBalls, neighbourhoods } from './neighbourhoods.js'
import { distancesFromMean, shellScore, shellsOf } from './shells.js'

/**
 * 1 - sum |b - P(b)| / sum b over 30 shares b: P(b) is the share of real rows that a synthetic row lies at least as near to as any other
 * real row does, and that synthetic row within the ball around the mean of the synthetic rows that holds a share b of these. Real rows
 * reach about one half: two draws of one distribution are as often the nearer one. Distances as in `alpha-precision`.
 */
export const betaRecall = defineMetric({
  name: 'beta-recall',
  title: 'Variety of rows',
  plain:
    'Does every real row, the unusual ones too, have a synthetic row as near as its nearest real one? Two real tables reach about 0.5.',
  references: [alaaPaper],
  level: 'joint',
  implies: 'where P puts rows, Q puts rows as densely',
  missing: 'As far from any value as two levels are from each other.',
  mostRows: mostRowsOfBalls,
  mostDraws: 3,
  compute(input, context) {
    const { real, synthetic, realNearest, balls } = neighbourhoods(referenceOf(input), input.synthetic, context)
    if (real.rows < 2) return { value: null, reason: 'Needs two real rows or more.' }
    const fromMean = distancesFromMean(synthetic, synthetic)
    const reached: number[] = []
    for (let row = 0; row < real.rows; row++) {
      if (balls.nearest[row] <= realNearest[row]) reached.push(fromMean[balls.nearestAt[row]])
    }
    const shells = shellsOf(fromMean, Float64Array.from(reached), real.rows)
    return {
      value: shellScore(shells),
      curves: [{ name: 'beta', label: 'Share of real rows reached by the synthetic ones within balls', x: shells.own, y: shells.other }],
    }
  },
})
