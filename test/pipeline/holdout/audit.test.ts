import { describe, expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { auditModel, halve, isWide, withoutAudit } from '../../../src/pipeline/holdout/audit.js'
import { tunePrivacy } from '../../../src/pipeline/holdout/tune.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng } from '../../../src/random/rng.js'
import { toRows } from '../../../src/table/rows.js'
import { Table } from '../../../src/table/table.js'
import { known, people } from '../../support/tables.js'

test('a table of 1,000 columns is halved once, both ways round, and nothing is left to confirm a choice by', () => {
  const { schema } = loose(1)
  const schemaOf = (columns: number) => ({
    ...schema,
    columns: Array.from({ length: columns }, (_, c) => ({ ...schema.columns[0], name: `c${c}` })),
  })
  const rows = new Table([], 200)
  expect(isWide(rows, schemaOf(1000))).toBe(true)
  expect(halve(rows, schemaOf(1000))).toMatchObject({ choosing: [{}, {}], confirming: [] })
  expect(isWide(rows, schemaOf(100))).toBe(false)
  expect(isWide(new Table([], 1_000_000), schemaOf(15))).toBe(false)
})

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
    const { table, schema } = loose(500)
    const audit = await auditModel(table, schema, { model: 'bootstrap' })
    expect(audit).toMatchObject({ training: 250, holdout: 250, splits: 4, matchesTraining: 1, matchesHoldout: 0 })
    expect(audit?.nearerTraining).toBe(1)
  })

  test('finds nothing in a model that keeps nothing of single rows, and what it gets wrong by trees', async () => {
    const { table, schema } = loose(600)
    const audit = await auditModel(table, schema, { model: 'independent' })
    expect(Math.abs((audit?.nearerTraining ?? 0) - 0.5)).toBeLessThan(3.5 * (audit?.nearerTrainingError ?? 0))
    expect(audit?.matchesTraining).toBe(0)
    expect(audit?.separable).toBeLessThan(0.6)
    const related = people(500)
    const worse = await auditModel(related.table, related.schema, { model: 'independent' })
    expect(worse?.separable).toBeGreaterThan(0.8)
  })

  test('has nothing to say about fewer than 100 rows', async () => {
    const { table, schema } = people(99)
    expect(await auditModel(table, schema, { model: 'independent' })).toBeNull()
    expect(await tunePrivacy(table, schema, { model: 'sequential-trees' })).toBeNull()
    const unaudited = await withoutAudit(table, schema, { model: 'bootstrap' })
    expect(unaudited).toMatchObject({ why: 'few rows', rows: 99, needed: 100, copies: { learned: { training: 1, holdout: null } } })
    expect(await withoutAudit(people(100).table, schema, { model: 'independent' })).toBeNull()
  })

  test('is plain JSON and the same for the same seed', async () => {
    const { table, schema } = people(120)
    const auditOf = (seed: number) => auditModel(table, schema, { model: 'sequential-trees', options: { trees: 2, boosting: false }, seed })
    const audit = await auditOf(4)
    expect(JSON.parse(JSON.stringify(audit))).toEqual(audit)
    expect(await auditOf(4)).toEqual(audit)
    expect(await auditOf(5)).not.toEqual(audit)
  })
})

describe('tunePrivacy', () => {
  test('enlarges leaves until the promise is kept, and says what it tried', async () => {
    // One tree that has seen every row, and no smoothing: with small leaves it hands on whole rows.
    const { table, schema } = people(700)
    const options = { trees: 1, bagging: 1, smoothing: false, boosting: false, fidelity: 'private' }
    const tuning = await tunePrivacy(table, schema, { model: 'sequential-trees', options })
    const { knob } = tuning as NonNullable<typeof tuning>
    expect(knob?.option).toBe('leaf')
    expect(knob?.tried[0]?.value).toBe(40)
    if (knob?.met)
      expect((tuning?.audit.nearerTraining ?? 1) - 2 * (tuning?.audit.nearerTrainingError ?? 0)).toBeLessThanOrEqual(knob.target)
    expect(tuning?.options).toEqual(knob?.value === 40 ? options : { ...options, leaf: knob?.value })
    const own = knob?.tried.find(({ value }) => value === knob.value)
    expect(own?.confirmation ?? own?.nearerTraining).toBe(tuning?.audit.nearerTraining)
  })

  test('a season is kept with the audit, and the promise, too', async () => {
    const rng = createRng(8)
    const season = (day: number): number => 11 + 4 * Math.sin((2 * Math.PI * day) / 365)
    const { table, schema } = known(
      Array.from({ length: 1460 }, (_, day) => ({ day, temperature: Math.round(10 * (season(day) + 2 * rng.normal())) / 10 })),
    )
    const tuning = await tunePrivacy(table, schema, { model: 'sequential-trees' })
    expect(tuning?.knob).toMatchObject({ met: true })
    expect(tuning?.loss).toBeNull()
    const model = await fitModel(table, schema, { model: 'sequential-trees', options: tuning?.options ?? {} })
    const rows = toRows(await sampleTable(model, 4000), schema) as { day: number; temperature: number }[]
    for (let month = 0; month < 12; month++) {
      const own = rows.filter(({ day }) => Math.floor(((day % 365) / 365) * 12) === month)
      const mean = own.reduce((sum, { temperature }) => sum + temperature, 0) / own.length
      // A month of the range of 8, and four standard errors of a mean of a third of a thousand rows.
      expect(Math.abs(mean - season(365 * ((month + 0.5) / 12)))).toBeLessThan(0.8)
    }
  })

  test('leaves options alone that promise nothing, and models without a knob', async () => {
    const { table, schema } = people(120)
    expect(await tunePrivacy(table, schema, { model: 'sequential-trees', options: { fidelity: 'high' } })).toMatchObject({
      knob: null,
      options: { fidelity: 'high' },
    })
    expect(await tunePrivacy(table, schema, { model: 'sequential-trees', options: { leaf: 3 } })).toMatchObject({ knob: null })
    expect(await tunePrivacy(table, schema, { model: 'independent' })).toMatchObject({ knob: null, options: {} })
  })
})
