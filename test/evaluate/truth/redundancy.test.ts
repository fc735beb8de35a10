import { afterEach, expect, test, vi } from 'vitest'
import { printRedundancy } from '../../../benchmarks/evaluation/redundancy.js'
import type { ScoreEntry } from '../../../src/evaluate/evaluation.js'

/** What each of five tables scores, by metric. */
const scores: Readonly<Record<string, Pick<ScoreEntry, 'level' | 'goal'> & { readonly values: readonly (number | null)[] }>> = {
  first: { level: 'marginal', goal: 'maximize', values: [1, 2, 3, 4, 5] },
  alike: { level: 'marginal', goal: 'maximize', values: [10, 20, 30, 50, 40] },
  turned: { level: 'marginal', goal: 'minimize', values: [2, 1, 3, 4, 5] },
  alone: { level: 'joint', goal: 'maximize', values: [3, 1, 2, 5, 4] },
  gappy: { level: 'joint', goal: 'maximize', values: [3, null, 2, 5, 4] },
  equal: { level: 'joint', goal: 'maximize', values: [1, 1, 1, 1, 1] },
}
const tables = [0, 1, 2, 3, 4].map((table) =>
  Object.entries(scores).map(([metric, { level, goal, values }]) => ({ metric, level, goal, value: values[table] }) as ScoreEntry),
)

afterEach(() => vi.restoreAllMocks())

test('metrics stand beside each other by how alike they rank tables, and one of each level is a complete set', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  printRedundancy(tables)
  const lines = log.mock.calls.flat().join('\n').split('\n')
  const cells = (name: string) =>
    lines
      .filter((line) => line.includes(` ${name} `))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .filter(Boolean),
      )
  // 1 - 6 * (sum of squared differences of ranks) / (5 * 24): 0.9 for one swap of neighbours; better is less for the third.
  expect(cells('first')[0]).toEqual(['1', 'first', '100', '90', '-90', '60'])
  expect(cells('turned')[0]?.slice(2, 5)).toEqual(['-90', '-80', '100'])
  // What lacks a score or never differs can't be compared.
  expect(lines.join()).not.toMatch(/gappy|equal/)
  expect(lines.filter((line) => /^\| (marginal|joint) /.test(line)).map((line) => line.split('|')[3]?.trim())).toEqual(['alike', 'alone'])
})
