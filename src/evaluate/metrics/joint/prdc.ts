import { type Balls, compareBalls, nearestOthers } from '../../../learn/neighbours/balls.js'
import type { MixedRows } from '../../../learn/neighbours/box-tree.js'
import type { Work } from '../../../learn/turn.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, memoWork } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { embed } from './embedding.js'

/** Neighbours by which balls are drawn. */
const neighbours = 5

/** Rows of each table for metrics that compare all with all: half a second's work. */
export const mostRowsOfBalls = 2000

/**
 * The harmonic mean of density, cut at 1, and coverage. Balls reach from each row to the fifth-nearest row of its own table. Parts:
 * precision, the share of synthetic rows in a ball around a real row; recall, the share of real rows in a ball around a synthetic row;
 * density, the mean number of real balls that hold a synthetic row, over 5; coverage, the share of real balls that hold a synthetic row.
 * Distances are over ranks of numbers and levels, see `embed`.
 */
export const prdc = defineMetric({
  name: 'prdc',
  title: 'Density and coverage',
  plain: 'Do synthetic rows lie where real ones lie, and is every place where real rows lie reached? 1 means both.',
  references: [
    {
      author: 'Naeem et al.',
      year: 2020,
      title: 'Reliable Fidelity and Diversity Metrics for Generative Models',
      url: 'https://arxiv.org/abs/2002.09797',
    },
    {
      author: 'Kynkäänniemi et al.',
      year: 2019,
      title: 'Improved Precision and Recall Metric for Assessing Generative Models',
      url: 'https://arxiv.org/abs/1904.06991',
    },
  ],
  level: 'joint',
  implies: 'Q and P give the same mass to the neighbourhoods of real rows',
  missing: 'As far from any value as two levels are from each other.',
  mostRows: mostRowsOfBalls,
  mostDraws: 3,
  *steps(input, context) {
    const { balls, real, synthetic } = yield* neighbourhoods(referenceOf(input), input.synthetic, context)
    if (real.rows <= neighbours || synthetic.rows <= neighbours) {
      return { value: null, reason: `Needs more than ${neighbours} rows on either side.` }
    }
    const share = (flags: ArrayLike<number>) => {
      let sum = 0
      for (let i = 0; i < flags.length; i++) if (flags[i] > 0) sum++
      return sum / flags.length
    }
    const density = balls.holding.reduce((sum, count) => sum + count, 0) / (neighbours * synthetic.rows)
    const coverage = share(balls.reached)
    const within = Math.min(1, density)
    return {
      value: within + coverage === 0 ? 0 : (2 * within * coverage) / (within + coverage),
      parts: [
        { name: 'precision', label: 'Synthetic rows near a real row', value: share(balls.holding) },
        { name: 'recall', label: 'Real rows near a synthetic row', value: share(balls.covered) },
        { name: 'density', label: 'Real rows near a synthetic row, where 1 is as many as usual', value: density },
        { name: 'coverage', label: 'Real rows with a synthetic row near', value: coverage },
      ],
    }
  },
})

interface Neighbourhoods {
  readonly real: MixedRows
  readonly synthetic: MixedRows
  /** Squared distance of each real row to the nearest other one. */
  readonly realNearest: Float64Array
  readonly balls: Balls
}

/** Balls around real and around synthetic rows, out to the fifth-nearest row of the same table, and what they hold of the other table. */
export function* neighbourhoods(real: Table, synthetic: Table, context: MetricContext): Work<Neighbourhoods> {
  return yield* memoWork(context.memo, 'neighbourhoods', [real, synthetic], () => neighbourhoodsOf(real, synthetic, context))
}

function* neighbourhoodsOf(real: Table, synthetic: Table, context: MetricContext): Work<Neighbourhoods> {
  const [a, b] = embed(real, synthetic, context)
  const within = yield* nearestOthers(a, neighbours)
  const radii = (nearest: Float64Array) => nearest.filter((_, i) => i % neighbours === neighbours - 1)
  const realNearest = within.filter((_, i) => i % neighbours === 0)
  const balls = yield* compareBalls(a, b, radii(within), radii(yield* nearestOthers(b, neighbours)))
  return { real: a, synthetic: b, realNearest, balls }
}
