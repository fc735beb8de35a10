import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { mostRowsOfBalls, neighbourhoods, neighbours } from './neighbourhoods.js'

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
  compute(input, context) {
    const { balls, real, synthetic } = neighbourhoods(referenceOf(input), input.synthetic, context)
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
