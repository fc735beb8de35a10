import { describe, expect, it } from 'vitest'
import type { Baseline } from '../../src/evaluate/evaluation.js'
import { readingOf, skillOf } from '../../src/evaluate/reading.js'

const ceiling: Baseline = { name: 'half', value: 0.95, sd: 0.01, n: 10 }
const floor: Baseline = { name: 'permuted', value: 0.55, sd: 0.01, n: 10 }
const read = (value: number | null, base = floor, goal: 'maximize' | 'minimize' = 'maximize') =>
  readingOf(value, { goal }, { ceiling, floor: base }, 'holdout')

describe('skillOf', () => {
  it('is 0 at the floor and 1 at the ceiling, and goes beyond both', () => {
    expect(skillOf(0.55, ceiling, floor)).toBeCloseTo(0, 12)
    expect(skillOf(0.95, ceiling, floor)).toBeCloseTo(1, 12)
    expect(skillOf(0.35, ceiling, floor)).toBeCloseTo(-0.5, 12)
  })

  it('is null where floor and ceiling differ by less than two standard errors, or one is unknown', () => {
    expect(skillOf(0.9, ceiling, { ...floor, value: 0.93 })).toBeNull()
    expect(skillOf(0.9, ceiling, { ...floor, value: 0.95, sd: 0 })).toBeNull()
    expect(skillOf(null, ceiling, floor)).toBeNull()
    expect(skillOf(0.9, { ...ceiling, value: null }, floor)).toBeNull()
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
    expect(read(null)).toBe('not computed')
  })

  it('turns around for a metric that is better when smaller', () => {
    expect(readingOf(0.5, { goal: 'minimize' }, { ceiling: { ...ceiling, value: 0.1 }, floor: { ...floor, value: 0.9 } }, 'holdout')).toBe(
      'nearer to real rows than to independent columns',
    )
  })
})
