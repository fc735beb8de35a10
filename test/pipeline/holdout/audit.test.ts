import { describe, expect, test } from 'vitest'
import { auditModel, tunePrivacy } from '../../../src/pipeline/holdout/audit.js'
import { createRng } from '../../../src/random/rng.js'
import { known, people } from '../../support/tables.js'

/** Numbers and levels without any relation: nearness then shows copies at once. */
const loose = (rows: number) => {
  const rng = createRng(5)
  return known(
    Array.from({ length: rows }, () => ({
      a: rng.integer(1e6),
      b: rng.integer(1e6),
      c: ['u', 'v', 'w'][rng.integer(3)],
      d: rng.integer(1e6),
    })),
  )
}

describe('auditModel', () => {
  test('finds every row of a model that repeats its training rows', async () => {
    const { table, schema } = loose(1000)
    const audit = await auditModel(table, schema, { model: 'bootstrap' })
    expect(audit).toMatchObject({ training: 500, holdout: 500, splits: 4, matchesTraining: 1, matchesHoldout: 0 })
    expect(audit?.nearerTraining).toBe(1)
  })

  test('finds nothing in a model that keeps nothing of single rows, and what it gets wrong by trees', async () => {
    const { table, schema } = loose(2000)
    const audit = await auditModel(table, schema, { model: 'independent' })
    expect(Math.abs((audit?.nearerTraining ?? 0) - 0.5)).toBeLessThan(3.5 * (audit?.nearerTrainingError ?? 0))
    expect(audit?.matchesTraining).toBe(0)
    expect(audit?.separable).toBeLessThan(0.6)
    const related = people(1500)
    const worse = await auditModel(related.table, related.schema, { model: 'independent' })
    expect(worse?.separable).toBeGreaterThan(0.8)
  })

  test('has nothing to say about fewer than 100 rows', async () => {
    const { table, schema } = people(99)
    expect(await auditModel(table, schema, { model: 'independent' })).toBeNull()
    expect(await tunePrivacy(table, schema, { model: 'sequential-trees' })).toBeNull()
  })

  test('is plain JSON and the same for the same seed', async () => {
    const { table, schema } = people(300)
    const audit = await auditModel(table, schema, { model: 'sequential-trees', seed: 4 })
    expect(JSON.parse(JSON.stringify(audit))).toEqual(audit)
    expect(await auditModel(table, schema, { model: 'sequential-trees', seed: 4 })).toEqual(audit)
    expect(await auditModel(table, schema, { model: 'sequential-trees', seed: 5 })).not.toEqual(audit)
  })
})

describe('tunePrivacy', () => {
  test('enlarges leaves until the promise is kept, and says what it tried', async () => {
    // One tree that has seen every row, and no smoothing: with small leaves it hands on whole rows.
    const { table, schema } = people(1200)
    const options = { trees: 1, bagging: 1, smoothing: false, boosting: false, fidelity: 'private' }
    const tuning = await tunePrivacy(table, schema, { model: 'sequential-trees', options })
    const { knob } = tuning as NonNullable<typeof tuning>
    expect(knob?.option).toBe('leaf')
    expect(knob?.tried[0]?.value).toBe(40)
    if (knob?.met)
      expect((tuning?.audit.nearerTraining ?? 1) - 2 * (tuning?.audit.nearerTrainingError ?? 0)).toBeLessThanOrEqual(knob.target)
    expect(tuning?.options).toEqual(knob?.value === 40 ? options : { ...options, leaf: knob?.value })
    expect(knob?.tried.at(-1)?.nearerTraining).toBe(tuning?.audit.nearerTraining)
  })

  test('leaves options alone that promise nothing, and models without a knob', async () => {
    const { table, schema } = people(300)
    expect(await tunePrivacy(table, schema, { model: 'sequential-trees', options: { fidelity: 'high' } })).toMatchObject({
      knob: null,
      options: { fidelity: 'high' },
    })
    expect(await tunePrivacy(table, schema, { model: 'sequential-trees', options: { leaf: 3 } })).toMatchObject({ knob: null })
    expect(await tunePrivacy(table, schema, { model: 'independent' })).toMatchObject({ knob: null, options: {} })
  })
})
