import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../src/evaluate/engine/evaluate.js'
import type { MetricDetail } from '../../../../src/evaluate/metric.js'
import { detecting } from '../../../../src/evaluate/metrics/compatible/tabsyn/detection.js'
import { atOnce } from '../../../../src/learn/turn.js'
import { byColumns, type Compared, prepared, readFixture, scoreOf, tablesOf } from './fixture.js'

interface Figures extends Compared {
  readonly shape?: number
  readonly trend?: number
  readonly trendDetails?: readonly MetricDetail[]
  readonly alpha?: number
  readonly beta?: number
  readonly detection?: { readonly folds: readonly number[]; readonly score: number; readonly converged: number }
}

const fixture = readFixture<Figures>('tabsyn')
const having = (figure: keyof Figures) => Object.entries(fixture).filter(([, figures]) => figures[figure] !== undefined)
const plain = fixture.plain as Figures

function expectClose(ours: number | null | undefined, theirs: number | null | undefined, what = 'score'): void {
  if (typeof theirs !== 'number' || typeof ours !== 'number') expect(ours ?? null, what).toBe(theirs ?? null)
  else expect(Math.abs(ours - theirs), `${what}: ${ours}, ${theirs}`).toBeLessThan(1e-9)
}

describe('the figures of the protocol of TabSyn', () => {
  it.each(having('shape'))('Shape and Trend of SDMetrics 0.11.1 on the table %s, pair by pair', (_, table) => {
    expectClose(scoreOf('tabsyn-shape', table).value, table.shape)
    const { value, details } = scoreOf('tabsyn-trend', table)
    const found = byColumns(details ?? [])
    expect(found.size).toBe(table.trendDetails?.length)
    for (const [key, theirs] of byColumns(table.trendDetails ?? [])) expectClose(found.get(key)?.value, theirs.value, key)
    expectClose(value, table.trend)
  })

  it.each(having('alpha'))('α-precision and β-recall of synthcity 0.2.12 on the table %s', (_, table) => {
    expectClose(scoreOf('tabsyn-alpha-precision', table).value, table.alpha)
    expectClose(scoreOf('tabsyn-beta-recall', table).value, table.beta)
  })

  it.each(having('detection'))('C2ST on the table %s: sklearn to its optimum exactly, sklearn as it stops closely', (_, table) => {
    const { input, context } = prepared(table)
    const theirs = table.detection as NonNullable<Figures['detection']>
    const { value } = atOnce(detecting(input, context, Uint8Array.from(theirs.folds)))
    expectClose(value, theirs.converged)
    // sklearn stops at a gradient of 1e-4, where a few rows may still change places.
    expect(Math.abs((value as number) - theirs.score)).toBeLessThan(0.005)
  })

  it('draws folds of its own where none are given: another split of the same rows', () => {
    const { value } = scoreOf('tabsyn-detection', plain)
    // The AUC of 40 against 40 rows varies by 0.065, twice its mean over three folds by 0.075; four of these on either side.
    expect(Math.abs((value as number) - (plain.detection as { score: number }).score)).toBeLessThan(0.3)
  })

  it('says why where the protocol fails', () => {
    const odd = fixture.odd as Figures
    expect(scoreOf('tabsyn-alpha-precision', odd).reason).toMatch(/as many synthetic rows as training rows \(got 70, 80\)/)
    expect(scoreOf('tabsyn-detection', odd).reason).toMatch(/^A synthetic level of \w+ is none of the training rows/)
    const gap = { ...plain, synthetic: { ...plain.synthetic, income: [null, ...(plain.synthetic.income ?? []).slice(1)] } }
    expect(scoreOf('tabsyn-beta-recall', gap).reason).toMatch(/^A number of income is missing/)
    const strange = { ...plain, synthetic: { ...plain.synthetic, colour: ['pink', ...(plain.synthetic.colour ?? []).slice(1)] } }
    expect(scoreOf('tabsyn-beta-recall', strange).reason).toMatch(/^A synthetic level of colour is none of the training rows/)
  })

  it('takes the very last column away, as synthcity does: it counts for nothing there', () => {
    const kinds = { income: 'numeric', visits: 'integer' } as const
    const numbers = { kinds, real: plain.real, synthetic: plain.synthetic }
    const moved = { ...numbers, synthetic: { ...plain.synthetic, visits: (plain.synthetic.visits as number[]).map((x) => x + 50) } }
    expect(scoreOf('tabsyn-alpha-precision', moved).value).toBe(scoreOf('tabsyn-alpha-precision', numbers).value)
  })

  it('compares with the training rows as they are, whatever the holdout', async () => {
    const { schema, tables } = tablesOf(plain)
    const { scores } = await evaluate({ ...tables, holdout: tables.synthetic }, { schema, metrics: 'tabsyn' })
    const scoreNamed = (name: string) => scores.find(({ metric }) => metric === name)?.value
    expectClose(scoreNamed('tabsyn-shape'), plain.shape)
    expectClose(scoreNamed('tabsyn-alpha-precision'), plain.alpha)
    expectClose(scoreNamed('tabsyn-beta-recall'), plain.beta)
  })
})
