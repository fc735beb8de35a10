import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../src/evaluate/engine/evaluate.js'
import { familyAlarms } from '../../../../src/evaluate/shortcomings/finding.js'
import { made, schemaOf } from '../score.js'
import { leastOf, oldest, people } from './students.js'

describe('group-effects', () => {
  it('names the small group in which an effect is lost, and the column', () => {
    const { least, tested } = leastOf({ lost: 2 })
    expect(least?.part).toBe('group c')
    expect(least?.columns).toEqual(['group', 'outcome'])
    // An area of about .77, from 100 rows of either outcome on either side, lies 5 standard errors (.053) above .5; what a finding asks is 4.2 of them.
    expect((least?.p ?? 1) * tested).toBeLessThan(familyAlarms)
  })
})

describe('group-ranges', () => {
  it('says how many rows of a group lie where real rows of it have hardly any, though the column has such values', () => {
    const found = oldest(people(2000, 7, { old: 0.3 }))
    // About 30 of 100 students (sd 5), all above every real one: of 14 already (1/2)^14, twice, for five depths.
    expect(found?.p).toBeLessThan(1e-3)
    expect(found?.words).toMatch(/% of the rows with group c lie at the high end/)
    expect(1 - (found?.value ?? 1)).toBeGreaterThan(0.14)
  })
})

describe('subgroups', () => {
  /** A number that is missing in one row of twenty, in one group of three more often. */
  const asked = (seed: number, missing = 0.05) =>
    made(
      900,
      seed,
      (rng) => {
        const group = rng.integer(3)
        return { group, answer: rng.uniform() < (group === 1 ? missing : 0.05) ? Number.NaN : rng.integer(50) }
      },
      { group: 3 },
    )
  const told = async (missing?: number) => {
    const tables = { training: asked(1), holdout: asked(2), synthetic: asked(3, missing) }
    const { lines, shortcomings } = await evaluate(tables, {
      schema: schemaOf(tables.training),
      metrics: ['missing-rates', 'subgroups'],
      seed: 1,
    })
    const texts = shortcomings.flatMap(({ findings }) => findings.map(({ text }) => text))
    return { texts, missingness: lines.find(({ level }) => level === 'missingness')?.verdict }
  }

  it('says where a value is missing more often than it really is, in the line of missing values', async () => {
    // 60 more of 300 rows: 9 standard errors.
    const { texts, missingness } = await told(0.25)
    expect(texts).toContainEqual(
      expect.stringMatching(/^answer, among rows with group b: missing in 2\d\.\d % of them, of real ones in \d\.\d %$/),
    )
    expect(missingness).toBe('worse')
  })

  it('says nothing of fresh rows', async () => {
    expect((await told()).texts).toEqual([])
  })
})
