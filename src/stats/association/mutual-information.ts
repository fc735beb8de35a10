import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { RankCodes } from './coded.js'
import { type CellCounts, countCells } from './joint.js'

/**
 * Mutual information of two columns in nats, over the rows in which neither is missing (-1); never below 0, and 0 without rows. What
 * chance alone adds on average, more with every cell that occurs, is taken off.
 * @see Miller, 1955, Note on the bias of information estimates
 */
export function mutualInformation(x: RankCodes, y: RankCodes): number {
  return informationOf(countCells(x, y))
}

/** The same of a contingency table. */
export function informationOf({ rows, columns, total, forEach }: CellCounts): number {
  if (total === 0) return 0
  let sum = 0
  let cells = 0
  forEach((row, column, count) => {
    cells++
    sum += count * ln((count / rows[row]) * (total / columns[column]))
  })
  const excess = cells - occurring(rows) - occurring(columns) + 1
  return Math.max(0, sum / total - excess / (2 * total))
}

function occurring(counts: Float64Array): number {
  let used = 0
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) used++
  return used
}

/** Mutual information as a coefficient from 0 to 1 that is |correlation| for two normal columns. @see Linfoot 1957, An informational measure of correlation */
export function linfoot(information: number): number {
  return Math.sqrt(1 - exp(-2 * information))
}
