import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { shuffle } from '../../../random/shuffle.js'
import type { View } from '../state/view.js'

/** Categories that have more rows together are left to the moves of single rows: the cost grows with the rows. */
const mostRows = 1000

/**
 * Proposes to split the category of two random rows, or to merge their two categories, and accepts by Metropolis and Hastings: a step
 * that moving rows one by one would hardly take. Returns whether it was accepted.
 * @see Dahl 2003, An improved merge-split sampler for conjugate Dirichlet process mixture models
 */
export function splitOrMerge(view: View, rng: Rng): boolean {
  const { rows } = view
  if (rows < 2) return false
  const first = rng.integer(rows)
  const second = (first + 1 + rng.integer(rows - 1)) % rows
  const [home, other] = [view.categories[first], view.categories[second]]
  const isSplit = home === other
  const size = view.sizes[home] + (isSplit ? 0 : view.sizes[other])
  if (size > mostRows) return false
  const moved = [
    first,
    second,
    ...shuffle(
      membersOf(view, home, other).filter((row) => row !== first && row !== second),
      rng,
    ),
  ]
  const old = moved.map((row) => view.categories[row])
  const logBefore = view.logCategory(home) + (isSplit ? 0 : view.logCategory(other))
  for (const row of moved) view.remove(row)
  const { a, b, logProbability } = allocate(view, moved, isSplit ? null : old, rng)
  if (!isSplit) {
    for (const row of moved) {
      if (view.categories[row] !== b) continue
      view.remove(row)
      view.insert(row, a)
    }
  }
  const logAfter = view.logCategory(a) + (isSplit ? view.logCategory(b) : 0)
  const logRatio = logAfter - logBefore + (isSplit ? -logProbability : logProbability)
  if (rng.uniform() < exp(Math.min(0, logRatio))) return true
  for (const row of moved) view.remove(row)
  moved.forEach((row, i) => {
    view.insert(row, old[i])
  })
  return false
}

/**
 * Puts the first row into one new category, the second into another, and each of the rest into one of both, drawn in proportion to
 * its weight there; or as in `old`, if given. The log probability is that of the draws.
 */
function allocate(
  view: View,
  rows: readonly number[],
  old: readonly number[] | null,
  rng: Rng,
): { a: number; b: number; logProbability: number } {
  const a = view.emptyCategory()
  view.insert(rows[0], a)
  const b = view.emptyCategory()
  view.insert(rows[1], b)
  let logProbability = 0
  for (let i = 2; i < rows.length; i++) {
    const row = rows[i]
    // Odds of b against a.
    const odds = exp(Math.min(700, view.logWeight(row, b) - view.logWeight(row, a)))
    const share = 1 / (1 + odds)
    const takesA = old ? old[i] === old[0] : rng.uniform() < share
    logProbability += ln(takesA ? share : odds * share)
    view.insert(row, takesA ? a : b)
  }
  return { a, b, logProbability }
}

function membersOf({ categories, rows }: View, home: number, other: number): number[] {
  const members: number[] = []
  for (let row = 0; row < rows; row++) if (categories[row] === home || categories[row] === other) members.push(row)
  return members
}
