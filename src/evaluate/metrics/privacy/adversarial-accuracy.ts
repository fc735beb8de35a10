import type { Nearest } from '../../../learn/neighbours/neighbours.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { cutToOneSize } from '../../tables/random-rows.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import type { WithHoldout } from '../results.js'
import { mostRowsOfNearest, nearerRows } from './nearer-rows.js'

/**
 * 1 - the privacy loss, never above 1: how much less often an adversary who goes by the nearest row tells training rows from synthetic ones than
 * fresh rows. The adversarial accuracy towards a table is the mean of two shares: of its rows whose nearest other row is nearer than any
 * synthetic one, and of synthetic rows whose nearest other synthetic row is nearer than any of the table; 0.5 is a guess, 0 a copy. Both accuracies
 * are among the parts.
 */
export const adversarialAccuracy = defineMetric({
  name: 'adversarial-accuracy',
  title: 'Nearest-neighbour adversary',
  plain:
    'Does an adversary who goes by the nearest row tell synthetic rows from training rows as well as from fresh ones? 1 means as well; a table of copies is at about a half. It sees copies, and is no proof that there are none.',
  references: [
    {
      author: 'Yale, Dash, Dutta, Guyon, Pavao, Bennett',
      year: 2020,
      title: 'Generation and evaluation of privacy preserving synthetic health data',
    },
  ],
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
    const given = input as WithHoldout
    const [training, holdout, synthetic] = cutToOneSize([given.training, given.holdout, given.synthetic], context) as [Table, Table, Table]
    if (training.rows < 2) return { value: null, reason: 'Needs two rows of each table.' }
    const [own, fresh] = [training, holdout].map((real) => accuracy(real, synthetic, context)) as [number, number]
    return {
      value: 1 - Math.max(0, fresh - own),
      parts: [
        { name: 'accuracy-training', label: 'Adversarial accuracy against training rows: 0.5 is a guess, less is copying', value: own },
        { name: 'accuracy-holdout', label: 'Adversarial accuracy against fresh rows', value: fresh },
        { name: 'privacy-loss', label: 'Privacy loss: how much better fresh rows are told apart', value: fresh - own },
      ],
    }
  },
})

function accuracy(real: Table, synthetic: Table, context: MetricContext): number {
  const { realToSynthetic, syntheticToReal, realToReal, syntheticToSynthetic } = nearerRows(real, synthetic, context)
  return (further(realToSynthetic, realToReal) + further(syntheticToReal, syntheticToSynthetic)) / 2
}

/** The share of rows whose nearest row of the other table is further off than that of their own; one as far off counts half. */
function further(other: Nearest, own: Nearest): number {
  let sum = 0
  for (let row = 0; row < other.distances.length; row++) {
    const [theirs, ours] = [other.distances[row], own.distances[row]]
    sum += theirs > ours ? 1 : theirs === ours ? 0.5 : 0
  }
  return sum / other.distances.length
}
