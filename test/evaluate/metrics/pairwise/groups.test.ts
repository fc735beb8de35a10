import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../src/evaluate/engine/evaluate.js'
import { groupEffects } from '../../../../src/evaluate/metrics/conditional/group-effects.js'
import { groupRanges } from '../../../../src/evaluate/metrics/pairwise/group-ranges.js'
import { familyAlarms } from '../../../../src/evaluate/shortcomings/finding.js'
import { made, resultOf, schemaOf } from '../score.js'

const levels = { group: 3, outcome: 2, first: 3, second: 3 }

/** Students are 5 % of the rows. The outcome hangs on two columns, a little on each; `lost` says of which group no more. */
const people = (rows: number, seed: number, { lost = -1, old = 0 } = {}) =>
  made(
    rows,
    seed,
    (rng) => {
      const group = rng.uniform() < 0.05 ? 2 : rng.integer(2)
      const [first, second] = [rng.integer(3), rng.integer(3)]
      const chance = group === lost ? 0.5 : 0.1 + 0.2 * (first + second)
      const outcome = Number(rng.uniform() < chance)
      const age = group === 2 ? (rng.uniform() < old ? 60 + rng.integer(20) : 18 + rng.integer(12)) : 18 + rng.integer(62)
      return { group, first, second, outcome, age }
    },
    levels,
  )

describe('group-effects', () => {
  const real = { training: people(4000, 1), holdout: people(4000, 2) }
  const leastOf = (options: Parameters<typeof people>[2], seed = 3) => {
    const { details = [] } = resultOf(groupEffects, { ...real, synthetic: people(4000, seed, options) }, schemaOf(real.training))
    const [least] = [...details].sort((a, b) => (a.p ?? 1) - (b.p ?? 1))
    return { least, tested: details.length }
  }

  it('names the small group in which an effect is lost, and the column', () => {
    const { least, tested } = leastOf({ lost: 2 })
    expect(least?.part).toBe('group c')
    expect(least?.columns).toEqual(['group', 'outcome'])
    // An area of about .77, from 100 rows of either outcome on either side, lies 5 standard errors (.053) above .5; what a finding asks is 4.2 of them.
    expect((least?.p ?? 1) * tested).toBeLessThan(familyAlarms)
  })

  it('finds nothing among fresh rows: the least of all p, times their number, is small as often as it says', () => {
    const found = Array.from({ length: 12 }, (_, i) => leastOf({}, 10 + i))
    // Each is below 0.01 once in a hundred times: two of twelve come once in 200 runs, three once in 5,000.
    expect(found.filter(({ least, tested }) => (least?.p ?? 1) * tested < 0.01).length).toBeLessThan(3)
  })
})

describe('group-ranges', () => {
  const real = { training: people(2000, 5), holdout: people(2000, 6) }
  const oldest = (synthetic: ReturnType<typeof people>) =>
    resultOf(groupRanges, { ...real, synthetic }, schemaOf(real.training)).details?.find(
      ({ part, columns }) => part === 'group c' && columns[1] === 'age',
    )

  it('says how many rows of a group lie where real rows of it have hardly any, though the column has such values', () => {
    const found = oldest(people(2000, 7, { old: 0.3 }))
    // About 30 of 100 students (sd 5), all above every real one: of 14 already (1/2)^14, twice, for five depths.
    expect(found?.p).toBeLessThan(1e-3)
    expect(found?.words).toMatch(/% of the rows with group c lie at the high end/)
    expect(1 - (found?.value ?? 1)).toBeGreaterThan(0.14)
  })

  it('finds fresh rows no stranger than chance has it', () => {
    const known = Array.from({ length: 100 }, (_, i) => oldest(people(2000, 100 + i))?.p ?? 1)
    // Binomial: below 0.05 in at most 5 of 100; 14 or more come once in 3,000 runs.
    expect(known.filter((p) => p < 0.05).length).toBeLessThan(14)
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
