import { type ColumnCells, valueCells } from './cells.js'

/** Cells put together so that each group holds rows enough to be told from noise. Plain data. */
export interface CoarseCells {
  readonly size: number
  /** The group of each cell. */
  readonly of: Int32Array
}

/** More groups than this make tables that no budget fills. */
const mostGroups = 1000

/**
 * Groups of at least `least` rows, as far as noisy counts tell: of numbers and ordered levels neighbours together, of others the rare
 * ones; a cell with rows enough stays by itself. Missing is always a group of its own.
 * @see McKenna, Miklau, Sheldon, 2021, Winning the NIST contest: a scalable and general approach to differentially private synthetic data
 */
export function mergeCells(cells: ColumnCells, ordered: boolean, counts: Float64Array, least: number): CoarseCells {
  const own = counts.subarray(0, valueCells(cells))
  for (let enough = least; ; enough *= 2) {
    const groups = ordered ? neighbours(own, enough) : rareTogether(own, enough)
    const size = groups.reduce((most, group) => Math.max(most, group + 1), 0)
    if (size > mostGroups) continue
    return cells.missing ? { size: size + 1, of: Int32Array.from([...groups, size]) } : { size, of: groups }
  }
}

function neighbours(counts: Float64Array, least: number): Int32Array {
  const groups = new Int32Array(counts.length)
  let group = 0
  let held = 0
  for (let cell = 0; cell < counts.length; cell++) {
    groups[cell] = group
    held += counts[cell]
    if (held < least) continue
    group++
    held = 0
  }
  // What is left over at the end goes to the last group that is full.
  const last = groups.at(-1) ?? 0
  if (last === group && group > 0) for (let cell = 0; cell < groups.length; cell++) if (groups[cell] === group) groups[cell] = group - 1
  return groups
}

function rareTogether(counts: Float64Array, least: number): Int32Array {
  const groups = new Int32Array(counts.length)
  let group = 0
  for (let cell = 0; cell < counts.length; cell++) if (counts[cell] >= least) groups[cell] = group++
  for (let cell = 0; cell < counts.length; cell++) if (counts[cell] < least) groups[cell] = group
  return groups
}

/** Counts of groups: sums of those of their cells. */
export function groupCounts({ size, of }: CoarseCells, counts: Float64Array): Float64Array {
  const sums = new Float64Array(size)
  for (let cell = 0; cell < of.length; cell++) {
    const group = of[cell]
    sums[group] += counts[cell]
  }
  return sums
}
