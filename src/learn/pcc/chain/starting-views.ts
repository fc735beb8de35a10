import ln from '@stdlib/math-base-special-ln'
import { normalQuantile } from '../../../stats/normal/normal.js'
import type { PccColumn } from '../state/columns.js'

/** Rows that are looked at: enough to see what is worth a start. Of a table that has no more, their order doesn't matter. */
export const startingRows = 5000
/** Outcomes that are told apart, and parts that the rest is cut into. */
const mostOutcomes = 6
const parts = 4

/**
 * The view, from 0, that each column starts in: columns that are linked, each to the next, by a dependence that the Bayesian
 * information criterion accepts. Moving one column at a time would hardly part two groups that started in one view, since each
 * column would leave its likes behind.
 */
export function startingViews(columns: readonly PccColumn[]): Int32Array {
  const entropy = Float64Array.from({ length: Math.min(startingRows, columns[0]?.codes.length ?? 0) + 1 }, (_, n) =>
    n > 1 ? n * ln(n) : 0,
  )
  const coarse = columns.map((column) => coarsen(column, entropy))
  const group = Int32Array.from(columns.keys())
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b < a; b++) {
      if (group[a] === group[b] || !areDependent(coarse[a], coarse[b], entropy)) continue
      const [kept, gone] = [group[b], group[a]]
      for (let j = 0; j < group.length; j++) if (group[j] === gone) group[j] = kept
    }
  }
  const names = [...new Set(group)]
  return group.map((name) => names.indexOf(name))
}

interface Coarse {
  /** The cell of each row. */
  readonly cells: Uint8Array
  /** Sum of n ln n over the cells' rows, and how many cells have any, less one. */
  readonly sum: number
  readonly free: number
}

/** Codes of few cells: the most frequent outcomes, all others together, and the rest cut into parts. `entropy` has n ln n by n. */
function coarsen({ codes, base, rest, values }: PccColumn, entropy: Float64Array): Coarse {
  const frequent = [...base.keys()].sort((x, y) => base[y] - base[x]).filter((x) => x !== rest)
  const cellOf = new Uint8Array(base.length).fill(mostOutcomes)
  for (const [cell, outcome] of frequent.slice(0, mostOutcomes).entries()) cellOf[outcome] = cell
  const cuts = Array.from({ length: parts - 1 }, (_, i) => normalQuantile((i + 1) / parts))
  const cells = new Uint8Array(Math.min(startingRows, codes.length))
  for (let row = 0; row < cells.length; row++) {
    const code = codes[row]
    const place = cuts.filter((cut) => values[row] > cut).length
    cells[row] = code === rest ? mostOutcomes + 1 + place : cellOf[code]
  }
  const counts = new Uint32Array(cellCount)
  for (const cell of cells) counts[cell] += 1
  const sum = counts.reduce((total, count) => total + entropy[count], 0)
  return { cells, sum, free: Math.max(0, counts.reduce((used, count) => used + (count > 0 ? 1 : 0), 0) - 1) }
}

const cellCount = mostOutcomes + 1 + parts

/** Whether a table of its own explains two columns better than their margins, at a cost of half a log of the rows per parameter. */
function areDependent(a: Coarse, b: Coarse, entropy: Float64Array): boolean {
  const rows = a.cells.length
  const price = (a.free * b.free * ln(rows)) / 2
  // Neither column can tell more of the other than there is to know of it.
  if (a.free * b.free === 0 || entropy[rows] - Math.max(a.sum, b.sum) <= price) return false
  const joint = new Uint16Array(cellCount * cellCount)
  for (let row = 0; row < rows; row++) joint[a.cells[row] * cellCount + b.cells[row]] += 1
  let gain = entropy[rows] - a.sum - b.sum
  for (let cell = 0; cell < joint.length; cell++) gain += entropy[joint[cell]]
  return gain > price
}
