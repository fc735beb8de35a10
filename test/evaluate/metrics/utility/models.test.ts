import { describe, expect, it } from 'vitest'
import { globalUtility } from '../../../../src/evaluate/metrics/compatible/tabstruct/global-utility.js'
import { fairnessGaps } from '../../../../src/evaluate/metrics/utility/fairness-gaps.js'
import { learnerRanking } from '../../../../src/evaluate/metrics/utility/learner-ranking.js'
import type { Rng } from '../../../../src/random/rng.js'
import type { Schema } from '../../../../src/table/schema.js'
import type { Table } from '../../../../src/table/table.js'
import { detailOf, made, resultOf, schemaOf } from '../score.js'

function declared(table: Table, target: string, sensitive = ''): Schema {
  const schema = schemaOf(table)
  return {
    ...schema,
    columns: schema.columns.map((column) => ({
      ...column,
      role: column.name === target ? ('target' as const) : column.role,
      sensitive: column.name === sensitive,
    })),
  }
}

describe('fairness-gaps', () => {
  /** Hired by group alone, or by `skill` alone; within either by 9 in 10. */
  const hired = (by: 'group' | 'skill') => (rng: Rng) => {
    const [group, skill] = [rng.integer(2), rng.integer(2)]
    const cause = by === 'group' ? group : skill
    return { group, skill, hired: rng.uniform() < 0.9 ? cause : 1 - cause }
  }
  const levels = { group: 2, skill: 2, hired: 2 }
  const draw = (seed: number, by: 'group' | 'skill') => made(2000, seed, hired(by), levels)
  const [training, holdout] = [draw(1, 'group'), draw(2, 'group')]
  const schema = declared(training, 'hired', 'group')
  const gaps = (synthetic: Table) => resultOf(fairnessGaps, { training, holdout, synthetic }, schema)

  it('finds both gaps to be 1 where the group decides and 0 where it has no say', () => {
    // Of the better of two cells at 90 % every learner predicts the same, with 2,000 rows: predictions are the group, or the skill.
    const { details = [] } = gaps(draw(3, 'skill'))
    for (const { part, real, synthetic } of details) {
      expect(real, part).toBeCloseTo(1, 12)
      // Of 1,000 rows of a group half have the skill; two shares differ by 0.02 in one standard deviation, within an outcome of 100 rows by 0.05.
      expect(synthetic, part).toBeLessThan(part === 'demographic parity' ? 0.1 : 0.3)
    }
    expect(details).toHaveLength(2)
  })

  it('is 1 for rows of the same law', () => {
    expect(gaps(draw(4, 'group')).value).toBeCloseTo(1, 12)
  })
})

describe('learner-ranking', () => {
  const noise = (rng: Rng) => 0.3 * rng.normal()
  /** What a line tells, and what only trees can. */
  const line = (rng: Rng) => {
    const [a, b] = [rng.normal(), rng.normal()]
    return { a, b, y: a + b + noise(rng) }
  }
  const squares = (rng: Rng) => {
    const [a, b] = [rng.normal(), rng.normal()]
    return { a, b, y: Math.sign(a) + 2 * Math.abs(b) + noise(rng) }
  }
  const [training, holdout] = [made(1500, 1, squares), made(1500, 2, squares)]
  const of = (synthetic: Table) => resultOf(learnerRanking, { training, holdout, synthetic }, declared(training, 'y'))

  it('is 1 where the law is the same, and far below where another learner wins', () => {
    const [same, other] = [of(made(1500, 3, squares)), of(made(1500, 4, line))]
    // Two learners that are as good as tied may change places, and weigh next to nothing: of ten other tables at most .005, with a standard deviation of .0015.
    expect(same.value).toBeGreaterThan(0.98)
    expect(same.parts?.[0]?.value).toBeLessThan(0.02)
    // The line is best for the wrong law, and worst for the right one, of which it explains (2 / π) / 2.54 = .25, and the best learner all but the noise,
    // .96, as far as 1,500 rows tell: between them lies what is lost, and, as nothing else weighs as much as pairs with the line, more than half of the value.
    expect(other.value).toBeLessThan(0.5)
    expect(Math.abs((other.parts?.[0]?.value as number) - (0.96 - 0.25))).toBeLessThan(0.1)
  })
})

describe('tabstruct-global-utility', () => {
  /** Two columns that say the same, one level of two in three. */
  const twins = (rng: Rng) => {
    const level = rng.uniform() < 2 / 3 ? 0 : 1
    return { a: level, b: level }
  }
  const apart = (rng: Rng) => ({ a: rng.uniform() < 2 / 3 ? 0 : 1, b: rng.uniform() < 2 / 3 ? 0 : 1 })
  const levels = { a: 2, b: 2 }
  const [training, holdout] = [made(900, 1, twins, levels), made(900, 2, twins, levels)]

  it('is the quotient of balanced accuracies: 1 for the same law, a half for what predicts the commonest level', () => {
    const of = (synthetic: Table) => resultOf(globalUtility, { training, holdout, synthetic }, schemaOf(training))
    expect(of(made(900, 3, twins, levels)).value).toBe(1)
    expect(of(made(900, 4, apart, levels)).value).toBeCloseTo(0.5, 12)
  })

  it('is the quotient of root mean squared errors for numbers', () => {
    const law = (noise: number) => (rng: Rng) => {
      const x = rng.integer(2)
      return { x, y: 10 * x + noise * rng.normal() }
    }
    const [real, fresh] = [made(900, 5, law(1), { x: 2 }), made(900, 6, law(1), { x: 2 })]
    const swapped = made(900, 7, (rng) => ({ x: rng.integer(2), y: 5 + 0 * rng.normal() }), { x: 2 })
    const found = resultOf(globalUtility, { training: real, holdout: fresh, synthetic: swapped }, schemaOf(real))
    // Errors are 1 by the law, known to 1 / √1800 = .024 of it by 900 rows, and sqrt(25 + 1) where 5 is predicted throughout, to a tenth of that.
    expect(Math.abs(detailOf(found, 'y') - 1 / Math.sqrt(26))).toBeLessThan((5 * 0.024) / Math.sqrt(26))
  })
})
