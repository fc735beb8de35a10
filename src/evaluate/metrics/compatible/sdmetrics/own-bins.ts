import type { Coded } from '../../../../stats/association/coded.js'
import type { NumberColumn } from '../../../../table/column.js'
import type { ColumnSchema } from '../../../../table/schema.js'
import type { Coding } from '../../../tables/common-scale.js'

const bins = 10

/** Nanoseconds in the units of time that a schema knows; pandas cuts times as nanoseconds, and edges round by the unit. */
const nanoseconds = { day: 8.64e13, s: 1e9, ms: 1e6, us: 1e3 } as const

/**
 * The column in ten bins of equal width between its own least and greatest value, as numpy's histogram_bin_edges and digitize have it:
 * the greatest value gets a bin of its own, the eleventh, and missing values share that one. Null where ten bins have no width: numpy 2.4
 * refuses these, 1.26 didn't (`flatBins`) but for ranges that overflow.
 *
 * Each table is cut by its own range: a synthetic column that is moved or stretched falls into the same bins as the real one, so
 * SDMetrics doesn't see it; one extreme value more or less moves all bins.
 */
export function ownBins(column: NumberColumn, schema: ColumnSchema, coding: Coding, flatBins: boolean): Coded | null {
  const perUnit = schema.kind === 'datetime' ? nanoseconds[schema.unit] : 1
  const scale = coding.scale(column.name)
  const edges = edgesOf(coding.counts(column), scale, perUnit, flatBins)
  if (!edges) return null
  const binOf = new Int32Array(scale.length)
  for (let code = 0, bin = 0; code < scale.length; code++) {
    while (bin < edges.length && edges[bin] <= scale[code] * perUnit) bin++
    binOf[code] = bin
  }
  const { codes } = coding.of(column)
  const binned = new Int32Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    binned[row] = code < 0 ? bins + 1 : binOf[code]
  }
  return { codes: binned, count: bins + 2 }
}

function edgesOf(counts: Float64Array, scale: Float64Array, perUnit: number, flatBins: boolean): Float64Array | null {
  let [low, high] = boundsOf(counts, scale)
  low *= perUnit
  high *= perUnit
  if (low === high) {
    low -= 0.5
    high += 0.5
  }
  const step = (high - low) / bins
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low))
  for (let i = 0; i < bins; i++) {
    const width = edges[i + 1] - edges[i]
    if (!(flatBins ? width >= 0 : width > 0)) return null
  }
  return edges
}

/** The least and greatest value that occurs; 0 and 1 where none does. */
function boundsOf(counts: Float64Array, scale: Float64Array): [number, number] {
  let first = 0
  while (first < scale.length && counts[first] === 0) first++
  if (first === scale.length) return [0, 1]
  let last = scale.length - 1
  while (counts[last] === 0) last--
  return [scale[first], scale[last]]
}
