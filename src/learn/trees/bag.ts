import type { Rng } from '../../random/rng.js'
import { atOnce, type Work } from '../turn.js'
import type { Feature } from './bins.js'
import type { TreeResponse } from './split.js'
import { growTree, type Tree, type TreeOptions } from './tree.js'

export interface BagOptions extends TreeOptions {
  readonly trees?: number
  /** Share of the rows that each tree is grown on, drawn without replacement. */
  readonly share?: number
}

/** Trees of one response, each grown on a random part of the rows; with the default share a tree sees as many different rows as a bootstrap would. */
export function growBag(...given: Parameters<typeof growingBag>): Tree[] {
  return atOnce(growingBag(...given))
}

/** The same as work that stops after each tree. */
export function* growingBag(
  features: readonly Feature[],
  response: TreeResponse,
  rows: ArrayLike<number>,
  rng: Rng,
  { trees = 10, share = 0.632, ...options }: BagOptions = {},
): Work<Tree[]> {
  const count = Math.min(rows.length, Math.max(1, Math.round(rows.length * share)))
  const drawn = (): ArrayLike<number> => (count < rows.length ? bagRows(rows, count, rng) : rows)
  const grown: Tree[] = []
  while (grown.length < trees) {
    grown.push(growTree(features, response, drawn(), options))
    yield
  }
  return grown
}

/** `count` of the rows without replacement, in their order. */
export function bagRows(rows: ArrayLike<number>, count: number, rng: Rng): Int32Array {
  const drawn = new Int32Array(count)
  let taken = 0
  // Selection sampling: each row is taken with the chance that is still needed.
  for (let i = 0; i < rows.length && taken < count; i++) {
    if (rng.uniform() * (rows.length - i) < count - taken) drawn[taken++] = rows[i]
  }
  return drawn
}
