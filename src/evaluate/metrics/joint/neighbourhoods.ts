import { type Balls, compareBalls, nearestOthers } from '../../../learn/neighbours/balls.js'
import type { MixedRows } from '../../../learn/neighbours/neighbours.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { embed } from './embedding.js'

/** Neighbours by which balls are drawn. */
export const neighbours = 5
/** Rows of each table for metrics that compare all with all: half a second's work. */
export const mostRowsOfBalls = 2000

export interface Neighbourhoods {
  readonly real: MixedRows
  readonly synthetic: MixedRows
  /** Squared distance of each real row to the nearest other one. */
  readonly realNearest: Float64Array
  readonly balls: Balls
}

/** Balls around real and around synthetic rows, out to the fifth-nearest row of the same table, and what they hold of the other table. */
export function neighbourhoods(real: Table, synthetic: Table, context: MetricContext): Neighbourhoods {
  return context.memo('neighbourhoods', [real, synthetic], () => {
    const [a, b] = embed(real, synthetic, context)
    const within = nearestOthers(a, neighbours)
    const radii = (nearest: Float64Array) => nearest.filter((_, i) => i % neighbours === neighbours - 1)
    return {
      real: a,
      synthetic: b,
      realNearest: within.filter((_, i) => i % neighbours === 0),
      balls: compareBalls(a, b, radii(within), radii(nearestOthers(b, neighbours))),
    }
  })
}
