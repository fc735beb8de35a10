import { type Nearest, nearestSeveral } from '../../../learn/neighbours/neighbours.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { embed } from '../joint/embedding.js'

/** Rows of each table for metrics of nearest rows. */
export const mostRowsOfNearest = 2000

/** Distances of every row of two tables to the nearest row of the other one and to the nearest other row of its own. */
export interface NearerRows {
  /** Of each real row the nearest synthetic one, and the other way round. */
  readonly realToSynthetic: Nearest
  readonly syntheticToReal: Nearest
  readonly realToReal: Nearest
  readonly syntheticToSynthetic: Nearest
}

/** Distances as in `embed`, summed over columns. Memoised: metrics of nearest rows share them. */
export function nearerRows(real: Table, synthetic: Table, context: MetricContext): NearerRows {
  return context.memo('nearer rows', [real, synthetic], () => {
    const [a, b] = embed(real, synthetic, context)
    const others = (rows: typeof a) =>
      nearestSeveral(
        rows,
        rows,
        1,
        Int32Array.from({ length: rows.rows }, (_, row) => row),
      )
    return {
      realToSynthetic: nearestSeveral(a, b, 1),
      syntheticToReal: nearestSeveral(b, a, 1),
      realToReal: others(a),
      syntheticToSynthetic: others(b),
    }
  })
}
