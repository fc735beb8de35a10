import { beforeAll, expect, test } from 'vitest'
import { checkRules } from '../../../src/constraints/rules/broken.js'
import { asLines } from '../../../src/constraints/rules/rule.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng } from '../../../src/random/rng.js'
import { chiSquaredAbove } from '../../../src/stats/tests/chi-squared.js'
import { toRows } from '../../../src/table/rows.js'
import { knownSequences } from '../../support/sequences.js'

interface Step {
  readonly id: string
  readonly status: 'open' | 'held' | 'closed'
  readonly level: number
}

/** Sequences of two to four rows that break every rule below often. */
const { table, schema } = knownSequences(
  (() => {
    const rng = createRng(11)
    return Array.from({ length: 250 }, (_, i) => {
      let level = rng.integer(3)
      return Array.from({ length: 2 + rng.integer(3) }, (_, at) => {
        level = rng.uniform() < 0.3 ? level : rng.integer(3)
        return { id: `K${i}`, at, status: ['open', 'held', 'closed'][Math.min(2, rng.integer(2) + rng.integer(at === 0 ? 2 : 3))], level }
      })
    }).flat()
  })(),
)

/** How often each sequence comes, as text of its rows. */
async function sequencesOf(model: FittedModel, count: number, seed: number, rules?: readonly string[]): Promise<Map<string, number>> {
  const rows = await sampleTable(model, count, { seed, rules })
  if (rules) expect(checkRules(rows, schema, asLines(rules)).map(({ broken }) => broken.length)).toEqual(rules.map(() => 0))
  const sequences = new Map<string, Step[]>()
  for (const row of toRows(rows, model.schema) as unknown as Step[]) sequences.set(row.id, [...(sequences.get(row.id) ?? []), row])
  const counts = new Map<string, number>()
  for (const own of sequences.values()) {
    const text = own.map(({ status, level }) => `${status}${level}`).join(' ')
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

const [ruledCount, freeCount] = [4000, 20_000]
let model: FittedModel
let free: Map<string, number>
beforeAll(async () => {
  model = await fitModel(table, schema, { model: 'markov-chain' })
  free = await sequencesOf(model, freeCount, 2)
}, 60_000)

type Parts = readonly { readonly status: string; readonly level: number }[]
const partsOf = (text: string): Parts => text.split(' ').map((part) => ({ status: part.slice(0, -1), level: Number(part.slice(-1)) }))
const rises = (parts: Parts): boolean => parts.every(({ level }, i) => i === 0 || level >= (parts[i - 1]?.level ?? 0))

// The second of each is what the rule says, written out: the test owes nothing to the code that keeps it.
test.each<[string[], (parts: Parts) => boolean]>([
  [['first(status) == "open"'], ([first]) => first?.status === 'open'],
  [['increasing(level)'], rises],
  [
    ['after(status == "closed", none)', 'last(level) > 0'],
    (parts) => parts.slice(0, -1).every(({ status }) => status !== 'closed') && (parts.at(-1)?.level ?? 0) > 0,
  ],
  [
    ['status == "closed" implies level != 0', 'first(level) <= level', 'unique(id, status)'],
    (parts) =>
      parts.every(({ status, level }) => (status !== 'closed' || level !== 0) && level >= (parts[0]?.level ?? 0)) &&
      new Set(parts.map(({ status }) => status)).size === parts.length,
  ],
])('whole sequences under %j follow the law of the chain given the rules', async (rules, holds) => {
  const ruled = await sequencesOf(model, ruledCount, 3, rules)
  const allowed = [...free].filter(([text]) => holds(partsOf(text)))
  const total = allowed.reduce((sum, [, count]) => sum + count, 0)
  // Rules that nearly all or next to no sequences satisfy would show nothing.
  expect(total / freeCount).toBeLessThan(0.7)
  expect(total).toBeGreaterThan(1000)
  // Two samples of one law: sequences expected fewer than five times in the smaller are counted together.
  const cells = new Map<string, [number, number]>()
  const share = ruledCount / (ruledCount + total)
  for (const text of new Set([...allowed.map(([text]) => text), ...ruled.keys()])) {
    const [own, other] = [ruled.get(text) ?? 0, free.get(text) ?? 0]
    const cell = Math.min(share, 1 - share) * (own + other) < 5 ? 'rare' : text
    const [a, b] = cells.get(cell) ?? [0, 0]
    cells.set(cell, [a + own, b + other])
  }
  const statistic = [...cells.values()].reduce((sum, [own, other]) => {
    const expected = share * (own + other)
    return sum + (own - expected) ** 2 / (expected * (1 - share))
  }, 0)
  expect(cells.size).toBeGreaterThan(10)
  // One false alarm in a million runs, were the law right.
  expect(chiSquaredAbove(statistic, cells.size - 1)).toBeGreaterThan(1e-6)
})
