import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../src/evaluate/engine/evaluate.js'
import type { Evaluation, Line } from '../../../src/evaluate/evaluation.js'
import { isWorse, worstVerdict } from '../../../src/evaluate/verdicts/reading.js'
import { createRng } from '../../../src/random/rng.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'

const schema = parseSchema({ columns: ['a', 'b', 'c', 'd'].map((name) => ({ name, kind: 'numeric' })) })

/** Independent columns; `tied`: how b goes along with a. */
function numbers(rows: number, seed: number, tied = 0): Table {
  const rng = createRng(seed)
  const values = ['a', 'b', 'c', 'd'].map(() => Float64Array.from({ length: rows }, () => rng.normal()))
  const [a, b] = values as [Float64Array, Float64Array]
  const own = Math.sqrt(1 - tied ** 2)
  for (let row = 0; row < rows; row++) b[row] = tied * (a[row] as number) + own * (b[row] as number)
  return new Table(['a', 'b', 'c', 'd'].map((name, i) => ({ name, kind: 'numeric' as const, values: values[i] as Float64Array })))
}

const judge = (rows: number, tied: number, metrics: string[], seed = 1) =>
  evaluate(
    { training: numbers(rows, 3 * seed), holdout: numbers(rows, 3 * seed + 1), synthetic: numbers(rows, 3 * seed + 2, tied) },
    { schema, metrics, seed },
  )
const lineAt = ({ lines }: Evaluation, level: Line['level']) => lines.find((line) => line.level === level) as Line

describe('linesOf', () => {
  it('says of an invented correlation, for which no score has a scale, that pairs and whole rows are worse, and names it', async () => {
    const evaluation = await judge(2000, 0.9, ['fast', 'triples', 'c2st'])
    expect(evaluation.scores.find(({ metric }) => metric === 'pair-association')?.skill).toBeNull()
    for (const level of ['pairwise', 'joint'] as const) expect([level, isWorse(lineAt(evaluation, level).verdict)]).toEqual([level, true])
    // Five standard errors above a guess, 1 / sqrt(6 n) each.
    expect(lineAt(evaluation, 'joint').auc).toBeGreaterThan(0.5 + 5 / Math.sqrt(6 * 2000))
    expect(lineAt(evaluation, 'pairwise').findings.join()).toMatch(/^a|^b/)
    expect(lineAt(evaluation, 'joint').veto ?? lineAt(evaluation, 'joint').findings[0]).toBeDefined()
    expect(lineAt(evaluation, 'marginal').verdict).toBe('equal')
  }, 60_000)

  it('leaves no score that has a value out of its count', async () => {
    const evaluation = await judge(300, 0, ['fast', 'c2st'])
    for (const { level, scores } of evaluation.lines)
      expect(scores).toBe(evaluation.scores.filter((entry) => entry.level === level && entry.value !== null).length)
  }, 60_000)

  it('says of 30 against 30 rows that they are too few, not that they are as good', async () => {
    const evaluation = await judge(30, 0, ['fast', 'c2st'])
    expect(lineAt(evaluation, 'joint').verdict).toBe('unsure')
    for (const { level, verdict } of evaluation.lines) expect([level, isWorse(verdict)]).toEqual([level, false])
  }, 60_000)

  it('does not answer for whole rows without a classifier', async () => {
    const evaluation = await judge(1000, 0, ['fast'])
    const line = lineAt(evaluation, 'joint')
    expect(line.verdict).toBe('unasked')
    expect(line.question).toMatch(/No classifier was asked/)
  })

  it('finds one column that is lost entirely among 21, of which the mean says little', async () => {
    const names = Array.from({ length: 21 }, (_, i) => `x${i}`)
    const wide = parseSchema({ columns: names.map((name) => ({ name, kind: 'numeric' })) })
    const make = (seed: number, lost: boolean) => {
      const rng = createRng(seed)
      const common = Float64Array.from({ length: 500 }, () => rng.normal())
      return new Table(
        names.map((name, i) => ({
          name,
          kind: 'numeric' as const,
          values: common.map((value) => (lost && i === 7 ? 3 : value) + rng.normal()),
        })),
      )
    }
    const tables = { training: make(1, false), holdout: make(2, false), synthetic: make(3, true) }
    const evaluation = await evaluate(tables, { schema: wide, metrics: ['fast'] })
    expect(isWorse(lineAt(evaluation, 'marginal').verdict)).toBe(true)
    const named = new Set(evaluation.shortcomings.flatMap(({ columns }) => columns))
    expect([...named]).toEqual(['x7'])
  })

  it('vetoes a better verdict where a shortcoming was found', async () => {
    const evaluation = await judge(2000, 0.2, ['pair-association', 'pair-contingency', 'c2st'])
    const found = evaluation.shortcomings.flatMap(({ findings }) => findings)
    for (const { level, verdict } of evaluation.lines)
      if (found.some((finding) => finding.level === level)) expect(isWorse(verdict)).toBe(true)
    expect(found.length).toBeGreaterThan(0)
  }, 60_000)

  it('calls fresh rows worse in few reports', async () => {
    let alarms = 0
    for (let seed = 10; seed < 40; seed++) {
      const evaluation = await judge(200, 0, ['fast', 'triples'], seed)
      if (evaluation.lines.some(({ verdict }) => isWorse(verdict))) alarms++
    }
    // Of 30 at 5 %: more than 8 come by chance once in a million.
    expect(alarms).toBeLessThan(9)
  }, 120_000)
})

describe('worstVerdict', () => {
  it('is the worst there is, beyond the floor worst of all, and nothing asked is no praise', () => {
    expect(worstVerdict(['equal', 'unsure', 'equal'])).toBe('unsure')
    expect(worstVerdict(['far', 'beneath', 'equal'])).toBe('beneath')
    expect(worstVerdict([])).toBe('unasked')
  })
})
