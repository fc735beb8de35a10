import { describe, expect, test } from 'vitest'
import { fitDependenceTree, treeLogProbabilities } from '../../../src/learn/graphs/dependence-tree.js'
import { createRng } from '../../../src/random/rng.js'
import type { RankCodes } from '../../../src/stats/association/coded.js'

/** Four columns: a chain a - b - c of three codes that mostly stay, and one by itself. */
function chain(rows: number, seed: number): RankCodes[] {
  const rng = createRng(seed)
  const codes = Array.from({ length: 4 }, () => new Int32Array(rows))
  for (let row = 0; row < rows; row++) {
    let code = rng.integer(3)
    for (const column of [2, 0, 1]) {
      if (rng.uniform() > 0.8) code = rng.integer(3)
      ;(codes[column] as Int32Array)[row] = code
    }
    ;(codes[3] as Int32Array)[row] = rng.integer(2)
  }
  return codes.map((own, i) => ({ codes: own, count: i === 3 ? 2 : 3 }))
}

/** Every combination of the codes, each once. */
function all(columns: readonly RankCodes[]): RankCodes[] {
  const rows = columns.reduce((product, { count }) => product * count, 1)
  let below = 1
  return columns.map(({ count }) => {
    const unit = below
    below *= count
    return { codes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / unit) % count), count }
  })
}

describe('a dependence tree', () => {
  const columns = chain(3000, 1)
  const tree = fitDependenceTree(columns)

  test('finds which columns depend on each other', () => {
    expect([...tree.parents.subarray(0, 3)]).toEqual([-1, 0, 0])
  })

  test('gives every combination a probability, and all of them together 1', () => {
    const every = all(columns)
    const logs = treeLogProbabilities(tree, every, (every[0] as RankCodes).codes.length)
    expect(logs.every((log) => Number.isFinite(log))).toBe(true)
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 12)
  })

  test('gives the shares of a table without noise, but for what the prior is worth', () => {
    const two: RankCodes[] = [
      { codes: Int32Array.of(0, 0, 0, 1), count: 2 },
      { codes: Int32Array.of(1, 1, 1, 0), count: 2 },
    ]
    const own = fitDependenceTree(two)
    const [likely, unlikely] = treeLogProbabilities(
      own,
      [
        { codes: Int32Array.of(0, 1), count: 2 },
        { codes: Int32Array.of(1, 1), count: 2 },
      ] satisfies RankCodes[],
      2,
    )
    // Margins (3 + prior) and (1 + prior) of 5; see the constants: half a row for each code, a row for each parent's code.
    const [often, seldom] = [3.5 / 5, 1.5 / 5]
    const root = (rows: number, share: number) => (rows + share) / 5
    expect(likely).toBeCloseTo(Math.log(root(3, often) * ((3 + often) / 4)), 12)
    expect(unlikely).toBeCloseTo(Math.log(root(1, seldom) * (often / 2)), 12)
  })

  test('knows unseen rows of the same kind better than rows whose columns are shuffled', () => {
    const fresh = chain(3000, 2)
    const shuffled = fresh.map(({ codes, count }, i) => ({
      codes: Int32Array.from(codes, (_, row) => codes[(row + 7 * i) % 3000] as number),
      count,
    }))
    const mean = (of: RankCodes[]) => treeLogProbabilities(tree, of, 3000).reduce((sum, log) => sum + log, 0) / 3000
    // Two links of 0.87 coherence each tell about half a nat.
    expect(mean(fresh) - mean(shuffled)).toBeGreaterThan(0.5)
  })

  test('takes tables without rows or without columns', () => {
    expect(treeLogProbabilities(fitDependenceTree([]), [], 3)).toEqual(new Float64Array(3))
    const none = fitDependenceTree([{ codes: new Int32Array(), count: 2 }])
    expect(treeLogProbabilities(none, [{ codes: Int32Array.of(0), count: 2 }], 1)[0]).toBeCloseTo(Math.log(0.5), 12)
  })
})
