import ln from '@stdlib/math-base-special-ln'
import type { RankCodes } from '../../stats/association/coded.js'
import { mutualInformation } from '../../stats/association/mutual-information.js'

/** A distribution in which each column depends on one other at most. Plain data. */
export interface DependenceTree {
  /** For each column the one that it depends on; -1 for none. */
  readonly parents: Int32Array
  /** For each column the logs of its codes' probabilities: for each code of its parent, one after the other. */
  readonly logs: readonly Float64Array[]
}

/** Rows that the column's own distribution is worth beside those in which its parent has a code. */
const priorRows = 1
/** Rows that each code counts for before any is seen. */
const unseen = 0.5

/**
 * The tree of columns that explains these rows best, and its probabilities. No code may be missing (-1): what is missing is a code of its
 * own. Every combination of codes has a probability above 0. Time grows with rows times pairs of columns.
 * @see Chow and Liu, 1968, Approximating discrete probability distributions with dependence trees
 */
export function fitDependenceTree(columns: readonly RankCodes[]): DependenceTree {
  const parents = spanningTree(columns)
  const logs = columns.map((column, i) => conditionalLogs(column, columns[parents[i]] ?? null))
  return { parents, logs }
}

/** The log probability of each row, in nats. The columns have the codes that the tree was fitted with. */
export function treeLogProbabilities({ parents, logs }: DependenceTree, columns: readonly RankCodes[], rows: number): Float64Array {
  const sums = new Float64Array(rows)
  columns.forEach(({ codes, count }, i) => {
    const own = logs[i]
    const given = columns[parents[i]]?.codes
    for (let row = 0; row < rows; row++) {
      const start = given ? given[row] * count : 0
      sums[row] += own[start + codes[row]]
    }
  })
  return sums
}

/** The heaviest tree by mutual information (Prim's way); links that tell nothing are left out. */
function spanningTree(columns: readonly RankCodes[]): Int32Array {
  const parents = new Int32Array(columns.length).fill(-1)
  const best = new Float64Array(columns.length)
  const waiting = new Set(columns.keys())
  for (let next = 0; waiting.size > 0; ) {
    waiting.delete(next)
    let heaviest = -1
    for (const column of waiting) {
      const weight = mutualInformation(columns[next], columns[column])
      if (weight > best[column]) {
        best[column] = weight
        parents[column] = next
      }
      if (heaviest < 0 || best[column] > best[heaviest]) heaviest = column
    }
    next = heaviest
  }
  return parents
}

function conditionalLogs({ codes, count }: RankCodes, parent: RankCodes | null): Float64Array {
  const margin = new Float64Array(count).fill(unseen)
  const joint = new Float64Array((parent?.count ?? 1) * count)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    const cell = (parent ? parent.codes[row] * count : 0) + code
    margin[code] += 1
    joint[cell] += 1
  }
  const total = codes.length + unseen * count
  for (let start = 0; start < joint.length; start += count) {
    let rows = priorRows
    for (let code = 0; code < count; code++) rows += joint[start + code]
    for (let code = 0; code < count; code++) {
      const expected = (priorRows * margin[code]) / total
      joint[start + code] = ln((joint[start + code] + expected) / rows)
    }
  }
  return joint
}
