import { describe, expect, test } from 'vitest'
import { evaluateRelations, shuffled } from '../../../src/evaluate/relations/evaluate-relations.js'
import { comparedOf, databaseView } from '../../../src/evaluate/relations/view.js'
import { evaluateDatabase, renderDatabaseEvaluation } from '../../../src/index.js'
import { splitFamilies } from '../../../src/relations/families.js'
import { linkRows } from '../../../src/relations/links.js'
import { renderDatabaseReport } from '../../../src/report/html/database/index.js'
import { databaseOf } from '../../relations/support.js'
import { shop } from './shop.js'

type Tables = ReturnType<typeof shop>['database']

const { database: real, schema } = shop(1)

describe('scores across tables', () => {
  test('are 1 for the rows that they are compared with', () => {
    const [few, others] = [shop(2, { customers: 30 }), shop(1, { customers: 30 })]
    const { scores } = evaluateRelations({ reference: few.database, ceiling: others.database }, few.database, schema)
    for (const { metric, value } of scores) expect([metric, value]).toEqual([metric, 1])
  })
})

test('shuffled references keep all rows, name rows of the parent, and tie nothing', () => {
  const compared = comparedOf(schema)
  const view = databaseView(real, schema)
  const { tables, links } = shuffled(view, compared, 9)
  expect(tables).toBe(real)
  for (const [i, own] of links.entries()) {
    const parent = real[schema.relations[i]?.parent as string]
    expect(own.every((row) => row >= 0 && row < (parent?.rows as number))).toBe(true)
  }
  expect(links[0]).not.toEqual(view.links[0])
})

test('numbers of children are compared by their distribution functions, those without any included', () => {
  const made = (counts: readonly number[]) =>
    databaseOf(
      {
        p: counts.map((_, i) => ({ id: i + 1 })),
        c: counts.flatMap((n, i) => Array.from({ length: n }, (_, j) => ({ nr: 10 * i + j, p_id: i + 1, x: j }))),
      },
      { p: ['id'] },
      ['c.p_id -> p.id'],
    )
  const [a, b] = [made([0, 0, 1, 3]), made([0, 1, 1, 3])]
  const { scores } = evaluateRelations({ reference: a.database, ceiling: a.database }, b.database, a.schema)
  // F(0) is 2/4 and 1/4, F(1) 3/4 in both.
  expect(scores.find(({ metric }) => metric === 'cardinality')?.value).toBe(0.75)
})

test('references that name no row and keys that come twice are counted', () => {
  const good = databaseOf(
    {
      p: [{ id: 1 }, { id: 2 }],
      c: [
        { nr: 1, p_id: 1 },
        { nr: 2, p_id: 2 },
      ],
    },
    { p: ['id'], c: ['nr'] },
    ['c.p_id -> p.id'],
  )
  const bad = databaseOf(
    {
      p: [{ id: 1 }, { id: 2 }],
      c: [
        { nr: 1, p_id: 1 },
        { nr: 1, p_id: 9 },
      ],
    },
    { p: ['id'], c: ['nr'] },
    ['c.p_id -> p.id'],
  )
  const { scores } = evaluateRelations({ reference: good.database, ceiling: good.database }, bad.database, good.schema)
  expect(scores.find(({ metric }) => metric === 'fk-integrity')?.value).toBe(0.5)
  expect(scores.find(({ metric }) => metric === 'key-unique')?.items).toMatchObject([
    { of: 'p.id', value: 1 },
    { of: 'c.nr', value: 0 },
  ])
})

describe('halves by families', () => {
  test('have every row of a family in one half, the tables that families share in both, and no broken reference', () => {
    const [a, b] = splitFamilies(real, schema, 5)
    expect(a.customers?.rows).toBe(80)
    expect((a.orders?.rows ?? 0) + (b.orders?.rows ?? 0)).toBe(real.orders?.rows)
    expect([a.goods?.rows, b.goods?.rows]).toEqual([20, 20])
    for (const half of [a, b]) for (const relation of schema.relations) expect(linkRows(half, relation).every((row) => row >= 0)).toBe(true)
  })
})

describe('evaluateDatabase', () => {
  test('says that a copy copies, in the scores of families and in the report', async () => {
    const [real, unseen, other] = [1, 2, 7].map((seed) => shop(seed, { customers: 60 }).database) as [Tables, Tables, Tables]
    const evaluation = await evaluateDatabase(real, real, { schema, holdout: unseen, metrics: false })
    expect(evaluation.privacy.find(({ parent }) => parent === 'customers')).toMatchObject({ exact: 1 })
    // Half of 60 other families are nearer, with an error of .065.
    expect(evaluation.privacy.find(({ parent }) => parent === 'customers')?.closeness?.nearerTraining).toBeGreaterThan(0.5 + 5 * 0.065)
    const fresh = await evaluateDatabase(real, other, { schema, holdout: unseen, metrics: false })
    // One in six has a single order, the sum of which, one of 40, is that of one of ten such families: two of 60 are alike, and twelve once in 10^5 times.
    expect(fresh.privacy.find(({ parent }) => parent === 'customers')?.exact).toBeLessThan(12 / 60)
    const html = renderDatabaseReport({ title: 'shop', evaluation: fresh, notes: ['a note'] })
    expect(html).toMatch(/<svg class="diagram"[\s\S]*customers[\s\S]*orders/)
    expect(html).toContain('every reference exists, every key is unique')
    expect(renderDatabaseEvaluation(fresh)).toMatch(/orders\.customer_id +[01]\.\d\d/)
  })

  test('refuses a database without a table of the schema', async () => {
    const { orders: _, ...others } = real
    await expect(evaluateDatabase(real, others, { schema })).rejects.toThrow('orders: the synthetic database has no such table')
  })
})
