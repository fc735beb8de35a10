import { varianceFor } from './budget.js'
import { type CodedRows, countRows } from './domain/coded-rows.js'
import type { Gate } from './gate.js'
import { type Measurement, totalOf } from './pgm/estimate.js'
import { projectCounts } from './project-counts.js'
import { approximately } from './rational.js'

/** What was released of single columns. */
export interface OneWays {
  /** One per column, in order. */
  readonly measurements: readonly Measurement[]
  /** Estimate of the number of rows, at least 1. */
  readonly total: number
  /** Rows in each cell, by column: none below 0, each column with `total` in all. */
  readonly counts: readonly Float64Array[]
}

/** The counts of every column, for `rho` in all, every column's at the same noise. */
export function measureOneWays(gate: Gate<CodedRows>, names: readonly string[], sizes: ArrayLike<number>, rho: number): OneWays {
  const variance = varianceFor(rho / Math.max(1, names.length), 1, gate.rowsPerUnit)
  const measurements = names.map((name, i): Measurement => {
    const of = (rows: CodedRows): Float64Array => countRows(rows, [i], sizes)
    const query = { name: `counts of ${name}`, length: sizes[i] as number, squaredSensitivity: 1, of }
    return { scope: [i], counts: gate.measure(query, variance).value, variance: approximately(variance) }
  })
  const total = Math.max(1, totalOf(measurements))
  return { measurements, total, counts: measurements.map(({ counts }) => projectCounts(counts, total)) }
}
