import { varianceFor } from './accounting/budget.js'
import { approximately } from './accounting/rational.js'
import { bringCounts, type CodedRows, countRows } from './domain/coded-rows.js'
import type { Gate } from './gate.js'
import { totalOf } from './pgm/estimate.js'
import type { Measurement } from './pgm/factor-tables.js'

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
export async function measureOneWays(
  gate: Gate<CodedRows>,
  names: readonly string[],
  sizes: ArrayLike<number>,
  rho: number,
): Promise<OneWays> {
  await gate.bring((rows) =>
    bringCounts(
      rows,
      names.map((_, i) => [i]),
    ),
  )
  const variance = varianceFor(rho / Math.max(1, names.length), 1, gate.rowsPerUnit)
  const measurements = names.map((name, i): Measurement => {
    const of = (rows: CodedRows): Float64Array => countRows(rows, [i], sizes)
    const query = { name: `counts of ${name}`, length: sizes[i], squaredSensitivity: 1, of }
    return { scope: [i], counts: gate.measure(query, variance).value, variance: approximately(variance) }
  })
  return oneWaysOf(measurements)
}

/** Mean distance of a normal number of variance 1 from 0: sqrt(2 / pi). */
const meanDistance = 0.7978845608028654
/** Total variation that noise may make of a column, on average. */
const noiseAllowed = 0.02

/**
 * The same, with what a second look at every column adds where noise drowns the first: for as much as brings its noise down to a
 * fiftieth of the rows, as far as `most` goes, both looks together. The first cost `rho`.
 */
export async function measureEnough(
  gate: Gate<CodedRows>,
  names: readonly string[],
  sizes: ArrayLike<number>,
  { rho, most }: { readonly rho: number; readonly most: number },
): Promise<OneWays> {
  const first = await measureOneWays(gate, names, sizes, rho)
  const ratio = noiseOf(first) / noiseAllowed
  const more = Math.min(most, rho * ratio * ratio) - rho
  // Less than a tenth of it is not worth a look.
  if (!(more > rho / 10)) return first
  const second = await measureOneWays(
    gate,
    names.map((name) => `${name}, again`),
    sizes,
    more,
  )
  return oneWaysOf(first.measurements.map((own, i) => together(own, second.measurements[i])))
}

/** Expected total variation between a column's counts and its noisy ones, the mean over the columns. */
function noiseOf({ measurements, total }: OneWays): number {
  const cells = measurements.reduce((sum, { counts, variance }) => sum + counts.length * Math.sqrt(variance), 0)
  return (meanDistance * cells) / (2 * total * Math.max(1, measurements.length))
}

/** Each count as the mean of both, weighted by what they are worth. */
function together(a: Measurement, b: Measurement): Measurement {
  const weight = b.variance / (a.variance + b.variance)
  const counts = a.counts.map((count, cell) => weight * count + (1 - weight) * b.counts[cell])
  return { scope: a.scope, counts, variance: weight * a.variance }
}

function oneWaysOf(measurements: readonly Measurement[]): OneWays {
  const total = Math.max(1, totalOf(measurements))
  return { measurements, total, counts: measurements.map(({ counts }) => projectCounts(counts, total)) }
}

/**
 * The counts nearest to noisy ones that have no negative among them and add up to `total`: all less the same amount, and no less than 0.
 * @see Duchi, Shalev-Shwartz, Singer, Chandra, 2008, Efficient projections onto the l1-ball for learning in high dimensions
 */
export function projectCounts(noisy: Float64Array, total: number): Float64Array {
  if (!(total > 0)) return new Float64Array(noisy.length)
  const descending = noisy.slice().sort().reverse()
  let sum = 0
  let excess = 0
  for (let kept = 1; kept <= descending.length; kept++) {
    sum += descending[kept - 1]
    const shared = (sum - total) / kept
    if (descending[kept - 1] - shared <= 0) break
    excess = shared
  }
  return noisy.map((count) => Math.max(0, count - excess))
}
