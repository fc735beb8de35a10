import type { Reference } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { embed } from './embedding.js'
import { distancesFromMean, shellScore, shellsOf } from './shells.js'

export const alaaPaper: Reference = {
  author: 'Alaa, van Breugel, Saveliev, van der Schaar',
  year: 2022,
  title: 'How Faithful is your Synthetic Data? Sample-level Metrics for Evaluating and Auditing Generative Models',
  url: 'https://arxiv.org/abs/2102.08921',
}

/**
 * 1 - sum |a - P(a)| / sum a over 30 shares a: P(a) is the share of synthetic rows within the ball around the mean of the real rows that
 * holds a share a of these, as it is in fact where rows are equally far. Distances are over ranks of numbers and levels, see `embed`,
 * not over a learned space.
 */
export const alphaPrecision = defineMetric({
  name: 'alpha-precision',
  title: 'Typical rows',
  plain: 'Are there as many typical and as many unusual rows as there really are? 1 means, from the middle outwards, just as many.',
  references: [alaaPaper],
  level: 'joint',
  implies: 'Q(ball around the real mean) = P(the same), for every radius',
  missing: 'As far from any value as two levels are from each other.',
  cost: 'fast',
  mostRows: 10_000,
  compute(input, context) {
    const [real, synthetic] = embed(referenceOf(input), input.synthetic, context)
    const shells = shellsOf(distancesFromMean(real, real), distancesFromMean(synthetic, real))
    return {
      value: shellScore(shells),
      curves: [
        { name: 'alpha', label: 'Share of synthetic rows within balls that hold a share of the real ones', x: shells.own, y: shells.other },
      ],
    }
  },
})
