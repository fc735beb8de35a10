import ln from '@stdlib/math-base-special-ln'
import { normalQuantile } from '../../../stats/normal/normal.js'
import type { PccColumn } from '../state/columns.js'

/** Rows that are looked at: enough to see what is worth a start. */
const mostRows = 5000
/** Outcomes that are told apart, and parts that the rest is cut into. */
const mostOutcomes = 6
const parts = 4

/**
 * The view, from 0, that each column starts in: columns that are linked, each to the next, by a dependence that the Bayesian
 * information criterion accepts. Moving one column at a time would hardly part two groups that started in one view, since each
 * column would leave its likes behind.
 */
export function startingViews(columns: readonly PccColumn[]): Int32Array {
  const coarse = columns.map(coarsen)
  const group = Int32Array.from(columns.keys())
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b < a; b++) {
      if (group[a] === group[b] || !areDependent(coarse[a], coarse[b])) continue
      const [kept, gone] = [group[b], group[a]]
      for (let j = 0; j < group.length; j++) if (group[j] === gone) group[j] = kept
    }
  }
  const names = [...new Set(group)]
  return group.map((name) => names.indexOf(name))
}

/** Codes of few cells: the most frequent outcomes, all others together, and the rest cut into parts. */
function coarsen({ codes, base, rest, values }: PccColumn): Uint8Array {
  const frequent = [...base.keys()].sort((x, y) => base[y] - base[x]).filter((x) => x !== rest)
  const cellOf = new Uint8Array(base.length).fill(mostOutcomes)
  for (const [cell, outcome] of frequent.slice(0, mostOutcomes).entries()) cellOf[outcome] = cell
  const cuts = Array.from({ length: parts - 1 }, (_, i) => normalQuantile((i + 1) / parts))
  const cells = new Uint8Array(Math.min(mostRows, codes.length))
  for (let row = 0; row < cells.length; row++) {
    const code = codes[row]
    const place = cuts.filter((cut) => values[row] > cut).length
    cells[row] = code === rest ? mostOutcomes + 1 + place : cellOf[code]
  }
  return cells
}

const cellCount = mostOutcomes + 1 + parts

/** Whether a table of its own explains two columns better than their margins, at a cost of half a log of the rows per parameter. */
function areDependent(a: Uint8Array, b: Uint8Array): boolean {
  const joint = new Float64Array(cellCount * cellCount)
  const [ofA, ofB] = [new Float64Array(cellCount), new Float64Array(cellCount)]
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row], b[row]]
    joint[x * cellCount + y] += 1
    ofA[x] += 1
    ofB[y] += 1
  }
  let gain = 0
  for (let i = 0; i < joint.length; i++) {
    const count = joint[i]
    if (count === 0) continue
    const expected = (ofA[Math.floor(i / cellCount)] * ofB[i % cellCount]) / a.length
    gain += count * ln(count / expected)
  }
  const free = (counts: Float64Array): number => Math.max(0, counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0) - 1)
  const parameters = free(ofA) * free(ofB)
  return parameters > 0 && gain > (parameters * ln(a.length)) / 2
}
