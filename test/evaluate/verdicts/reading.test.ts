import { describe, expect, it } from 'vitest'
import { summarizeBaseline } from '../../../src/evaluate/engine/baselines.js'
import type { Baseline, ScoreDetail } from '../../../src/evaluate/evaluation.js'
import { evidenceAgainst, verdictOf } from '../../../src/evaluate/verdicts/lines.js'
import { skillOf, verdictReading } from '../../../src/evaluate/verdicts/reading.js'
import { createRng } from '../../../src/random/rng.js'

const ceiling: Baseline = { name: 'half', value: 0.95, sd: 0.01, n: 10 }
const floor: Baseline = { name: 'permuted', value: 0.55, sd: 0.01, n: 10 }
const read = (value: number | null, base = floor, goal: 'maximize' | 'minimize' = 'maximize') =>
  verdictReading(value, { goal }, { ceiling, floor: base }, 'holdout')

const intervalOf = (value: number, top = ceiling, base = floor) => skillOf(value, top, base)?.interval ?? [Number.NaN, Number.NaN]

describe('summarizeBaseline', () => {
  it('gives the mean of the draws and their standard deviation with n - 1, the one that Student’s t of n - 1 degrees of freedom goes with', () => {
    // Squares of -1.5, -0.5, 0.5 and 1.5 add up to 5.
    expect(summarizeBaseline('half', [0.1, 0.2, 0.3, 0.4])).toEqual({
      name: 'half',
      value: expect.closeTo(0.25, 14),
      sd: expect.closeTo(0.1 * Math.sqrt(5 / 3), 14),
      n: 4,
    })
  })

  it('knows no spread of a single draw, and nothing where a draw has no value', () => {
    expect(summarizeBaseline('permuted', [0.5])).toEqual({ name: 'permuted', value: 0.5, sd: null, n: 1 })
    expect(summarizeBaseline('permuted', [0.5, null])).toEqual({ name: 'permuted', value: null, sd: null, n: 0 })
  })
})

describe('skillOf', () => {
  it('is 0 at the floor and 1 at the ceiling, and goes beyond both', () => {
    expect(skillOf(0.55, ceiling, floor)?.value).toBeCloseTo(0, 12)
    expect(skillOf(0.95, ceiling, floor)?.value).toBeCloseTo(1, 12)
    expect(skillOf(0.35, ceiling, floor)?.value).toBeCloseTo(-0.5, 12)
  })

  it('is null where floor and ceiling differ by less than two standard errors, or one is unknown', () => {
    expect(skillOf(0.9, ceiling, { ...floor, value: 0.93 })).toBeNull()
    expect(skillOf(0.9, ceiling, { ...floor, value: 0.95, sd: 0 })).toBeNull()
    expect(skillOf(null, ceiling, floor)).toBeNull()
    expect(skillOf(0.9, { ...ceiling, value: null }, floor)).toBeNull()
  })

  it('has at the ceiling the prediction interval of one more table: t 1.1 sd sqrt(1 + 1 / n)', () => {
    // 2.262157 is the 97.5 % quantile of Student's t with 9 degrees of freedom.
    const half = (2.262157 * 1.1 * 0.01 * Math.sqrt(1.1)) / 0.4
    const [low, high] = intervalOf(0.95)
    expect(low).toBeCloseTo(1 - half, 4)
    expect(high).toBeCloseTo(1 + half, 4)
  })

  it('is surer with more draws, less sure below the floor, and silent about it with one draw', () => {
    const width = (value: number, n: number) => {
      const [low, high] = intervalOf(value, { ...ceiling, n })
      return high - low
    }
    expect(width(0.95, 3)).toBeGreaterThan(1.9 * width(0.95, 10))
    expect(width(0.15, 10)).toBeGreaterThan(width(0.55, 10))
    expect(skillOf(0.9, { ...ceiling, n: 1, sd: null }, floor)).toEqual({ value: expect.closeTo(0.875, 12), interval: null })
  })

  it('takes a floor that is known exactly for what it is', () => {
    const worst: Baseline = { name: 'worst', value: 0, sd: 0, n: 0 }
    const [low, high] = intervalOf(0.95, ceiling, worst)
    expect((high - low) / 2).toBeCloseTo((2.262157 * 1.1 * 0.01 * Math.sqrt(1.1)) / 0.95, 4)
  })
})

describe('readingOf', () => {
  it('names what the score is nearest to', () => {
    expect(read(0.94)).toBe('indistinguishable from real rows')
    expect(read(0.92)).toBe('close to real rows')
    expect(read(0.8)).toBe('nearer to real rows than to independent columns')
    expect(read(0.6)).toBe('nearer to independent columns than to real rows')
    expect(read(0.5)).toBe('no better than independent columns')
    expect(read(0.999)).toBe('nearer to the holdout than other real rows are')
    expect(read(0.9, { ...floor, value: 0.94 })).toBe('below real rows, but so is the floor: says little')
    expect(read(0.85, { ...floor, value: 0.94 })).toBe('further from real rows than independent columns are')
    expect(read(null)).toBe('not computed')
  })

  it('says "indistinguishable" exactly where the interval of the skill holds 1, save for what is suspiciously good', () => {
    for (let value = 0.85; value < 0.98; value += 0.001) {
      const [low, high] = intervalOf(value)
      if (high < 0.99) expect(read(value), String(value)).not.toBe('indistinguishable from real rows')
      if (high > 1.01 && low < 1) expect(read(value), String(value)).toBe('indistinguishable from real rows')
    }
  })

  it('tells real rows that are too few from real rows that have no score', () => {
    const none: Baseline = { ...ceiling, value: null, sd: null, n: 0 }
    const told = (scored: boolean) => verdictReading(0.5, { goal: 'maximize' }, { ceiling: none, floor }, 'holdout', scored)
    expect(told(false)).toBe('no baseline: too few real rows')
    expect(told(true)).toBe('no baseline: real rows have no such score')
  })

  it('turns around for a metric that is better when smaller', () => {
    expect(
      verdictReading(0.5, { goal: 'minimize' }, { ceiling: { ...ceiling, value: 0.1 }, floor: { ...floor, value: 0.9 } }, 'holdout'),
    ).toBe('nearer to real rows than to independent columns')
  })
})

it('calls rows nearer than real ones are in few reports on fresh rows, however many scores there are', () => {
  const rng = createRng(5)
  // 24 scores of three draws each, as of a standard report, in lines of six.
  const isNearer = () => {
    const draws = Array.from({ length: 3 }, () => rng.normal())
    const mean = draws.reduce((sum, own) => sum + own, 0) / 3
    const sd = Math.sqrt(draws.reduce((sum, own) => sum + (own - mean) ** 2, 0) / 2)
    const judged = { value: rng.normal(), skill: null, ceiling: { name: 'half', value: mean, sd, n: 3 }, floor, evidence: null } as const
    return verdictOf(judged, { goal: 'maximize', range: [-100, 100] }, 0.05 / 4, 6) === 'beyond'
  }
  const reports = Array.from({ length: 400 }, () => Array.from({ length: 24 }, isNearer).includes(true))
  // At most 5 of 100 reports: of 400 more than 42 with a chance of 1e-5.
  expect(reports.filter(Boolean).length).toBeLessThanOrEqual(42)
})

it('draws that are all alike have no spread to go by: a test of the metric speaks alone where it has one', () => {
  const ceiling = { name: 'half', value: 1, sd: 0, n: 3 } as const
  const detail = { columns: [], value: 0.99, ceiling: 1, ceilingSd: 0 }
  const of = (own: number | null, details: readonly ScoreDetail[]) =>
    evidenceAgainst({ goal: 'maximize' }, { value: 0.99, ceiling }, own, details)
  expect(of(null, [{ ...detail, p: 0.4 }])).toBe(0.4)
  expect(of(0.3, [])).toBe(0.3)
  expect(of(null, [])).toBeLessThan(1e-6)
})
