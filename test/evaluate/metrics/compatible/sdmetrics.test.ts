import { describe, expect, it } from 'vitest'
import { evaluate, scoreTables } from '../../../../src/evaluate/engine/evaluate.js'
import type { MetricDetail } from '../../../../src/evaluate/metric.js'
import { ksDistance } from '../../../../src/stats/tests/kolmogorov-smirnov.js'
import { byColumns, type Compared, prepared, readFixture, scoreOf, tablesOf } from './fixture.js'

interface Figures extends Compared {
  readonly quality: number | null
  readonly diagnostic: number | null
  readonly shapes: number | null
  readonly trends: number | null
  readonly validity: number | null
  readonly structure: number | null
  readonly shapeDetails: readonly MetricDetail[]
  readonly trendDetails: readonly MetricDetail[]
  readonly validityDetails: readonly MetricDetail[]
}

const fixture = readFixture<Figures>('sdmetrics')
const odd = fixture.odd as Figures

function expectClose(ours: number | null | undefined, theirs: number | null | undefined, what: string): void {
  if (typeof theirs !== 'number' || typeof ours !== 'number') expect(ours ?? null, what).toBe(theirs ?? null)
  else expect(Math.abs(ours - theirs), `${what}: ${ours}, ${theirs}`).toBeLessThan(1e-9)
}

function expectSameDetails(ours: readonly MetricDetail[] | undefined, theirs: readonly MetricDetail[]): void {
  const found = byColumns(ours ?? [])
  const wanted = byColumns(theirs)
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort())
  for (const [key, { value, real, synthetic }] of wanted) {
    expectClose(found.get(key)?.value, value, key)
    if (real !== undefined) expectClose(found.get(key)?.real, real, `${key}, real`)
    if (synthetic !== undefined) expectClose(found.get(key)?.synthetic, synthetic, `${key}, synthetic`)
  }
}

describe.each(Object.entries(fixture))('the figures of SDMetrics 0.32.0 on the table %s', (_, table) => {
  it('Column Shapes, and the score of every column', () => {
    const { value, details } = scoreOf('sdmetrics-column-shapes', table)
    expectClose(value, table.shapes, 'score')
    expectSameDetails(details, table.shapeDetails)
  })

  it('Column Pair Trends, and the score and real association of every pair', () => {
    const { value, details } = scoreOf('sdmetrics-column-pair-trends', table)
    expectClose(value, table.trends, 'score')
    expectSameDetails(details, table.trendDetails)
  })

  it('the overall quality', () => {
    const { value, parts } = scoreOf('sdmetrics-quality', table)
    expectClose(value, table.quality, 'score')
    expect(parts?.map(({ name }) => name)).toEqual(['column-shapes', 'column-pair-trends'])
    expectClose(parts?.[0]?.value, table.shapes, 'shapes')
    expectClose(parts?.[1]?.value, table.trends, 'trends')
  })

  it('the overall diagnostic, its parts, and the validity of every column', () => {
    const { value, parts, details } = scoreOf('sdmetrics-diagnostic', table)
    expectClose(value, table.diagnostic, 'score')
    expectClose(parts?.[0]?.value, table.validity, 'validity')
    expectClose(parts?.[1]?.value, table.structure, 'structure')
    expectSameDetails(details, table.validityDetails)
  })
})

describe('the sdmetrics set', () => {
  it('scores all rows of the two tables as they are, holdout or not, and says so', async () => {
    const { schema, tables } = tablesOf(odd)
    for (const holdout of [undefined, tables.training.slice(0, 30)]) {
      const { scores } = await evaluate({ ...tables, ...(holdout ? { holdout } : {}) }, { schema, metrics: 'sdmetrics' })
      expect(scores.map(({ metric }) => metric)).toEqual([
        'sdmetrics-diagnostic',
        'sdmetrics-column-shapes',
        'sdmetrics-column-pair-trends',
        'sdmetrics-quality',
      ])
      expectClose(scores[0]?.value, odd.diagnostic, 'diagnostic')
      expectClose(scores[3]?.value, odd.quality, 'quality')
      for (const { notes, skill, reading, rows } of scores) {
        expect(notes.join()).toMatch(
          /^Compared are all 80 training rows with all 70 synthetic ones, as the other program does; there are too few/,
        )
        expect({ skill, reading, rows }).toEqual({ skill: null, reading: 'not read: no baseline of that size', rows: 80 })
      }
    }
  })

  it('is had without all else from scoreTables', async () => {
    const { schema, tables } = tablesOf(odd)
    const results = await scoreTables(tables, { schema, metrics: 'sdmetrics' })
    expect(results.size).toBe(4)
    expectClose(results.get('sdmetrics-diagnostic')?.value, odd.diagnostic, 'diagnostic')
    expectClose(results.get('sdmetrics-quality')?.value, odd.quality, 'quality')
    await expect(scoreTables(tables, { schema, metrics: 'sdmetrics', signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })

  it('is read against its baselines where these compare as many rows', async () => {
    const { schema, tables } = tablesOf(fixture.plain as Figures)
    const { scores } = await evaluate({ ...tables, holdout: tables.training }, { schema, metrics: 'sdmetrics-column-shapes' })
    expect(scores[0]?.reading).not.toMatch(/^not read/)
    // More than for uniform rows.
    expect(scores[0]?.baselines.ceiling.value).toBeGreaterThan(scores[0]?.baselines.uniform.value as number)
  })

  it('repeats the defects that our own scores are free of', () => {
    const moved = { ...odd, synthetic: { ...odd.real, height: (odd.real.height as number[]).map((x) => 3 * x + 1000) } }
    const pairOf = (name: string) => byColumns(scoreOf(name, moved).details ?? [])
    expect(pairOf('sdmetrics-column-pair-trends').get('height | size | ContingencySimilarity')?.value).toBe(1)
    // Ours has all but what is missing beyond the greatest bin.
    const edge = Math.max(
      ...['large', 'medium', 'rare', 'small'].map((level) => (odd.real.size as string[]).filter((own) => own === level).length),
    )
    expect(pairOf('pair-contingency').get('height | size | ')?.value).toBeLessThanOrEqual(edge / (odd.real.size as string[]).length)
    const emptied = { ...odd, synthetic: { ...odd.real, weight: (odd.real.weight as number[]).map((x, i) => (i % 10 ? null : x)) } }
    const { context } = prepared(emptied)
    const columnOf = (name: string) => byColumns(scoreOf(name, emptied).details ?? [])
    expect(context.columns.some(({ name }) => name === 'weight')).toBe(true)
    // That of the values that are left.
    const known = (weights: unknown) =>
      Float64Array.from((weights as (number | null)[]).filter((x) => x !== null && !Number.isNaN(x)) as number[])
    const complement = 1 - ksDistance(known(emptied.real.weight), known(emptied.synthetic.weight))
    expect(columnOf('sdmetrics-column-shapes').get('weight | KSComplement')?.value).toBeCloseTo(complement, 12)
    // Ours loses the share of the cells that are gone.
    const shareIn = (cells: unknown) => (cells as unknown[]).filter((x) => x !== null).length / (cells as unknown[]).length
    const gone = shareIn(odd.real.weight) - shareIn(emptied.synthetic.weight)
    expect(columnOf('marginal-shape').get('weight | ')?.value).toBeLessThanOrEqual(1 - gone)
  })
})
