import { normalQuantile } from '../../stats/normal/normal.js'
import { studentAbove } from '../verdicts/student-t.js'

/** Draws without which nobody can say how far off a test is. */
const fewestDraws = 3
/** What is less probable is taken for this: beyond, quantiles have no digits. */
const least = 1e-300

/**
 * A test's probability where its rows are not independent of each other, held against what the same test says of real rows dealt out by whole
 * units: as a normal deviation, over the root mean square of those of the draws (at least 1), by Student's t with as many degrees of freedom. As it
 * is without enough draws.
 */
export function calibrated(p: number, draws: readonly number[]): number {
  if (draws.length < fewestDraws) return p
  const squares = draws.map((own) => deviation(own) ** 2)
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / draws.length)
  return Math.min(1, 2 * studentAbove(deviation(p) / Math.max(1, spread), draws.length))
}

function deviation(p: number): number {
  return -normalQuantile(Math.max(least, Math.min(1, p)) / 2)
}
