import { expect, test } from 'vitest'
import { permuteIndex } from '../../src/random/permutation.js'
import { type DrawPlan, planDatabase } from '../../src/relations/plan.js'
import { relationName } from '../../src/relations/schema.js'
import { intraclassAgreement, intraclassCorrelation } from '../../src/stats/association/intraclass.js'
import { databaseOf } from './support.js'

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
const partsOf = ({ relations }: DrawPlan): Record<string, string> =>
  Object.fromEntries(relations.map((relation) => [relationName(relation), relation.part]))

test('the relation whose rows have most in common owns the child, and tables come after those that they are drawn from', () => {
  const { database, schema } = databaseOf(
    {
      items: numbers(200).map((i) => ({ id: i, order: Math.floor(i / 4), product: i % 10, size: Math.floor(i / 4) % 7 })),
      orders: numbers(50).map((i) => ({ id: i, day: i % 5 })),
      products: numbers(10).map((i) => ({ id: i, weight: i * i })),
    },
    { items: ['id'], orders: ['id'], products: ['id'] },
    ['items.order -> orders.id', 'items.product -> products.id'],
  )
  const plan = planDatabase(database, schema)
  expect(plan.tables).toEqual(['orders', 'products', 'items'])
  expect(partsOf(plan)).toEqual({ 'items.order': 'owner', 'items.product': 'second' })
  const relations = schema.relations.map((relation) => (relation.parent === 'products' ? { ...relation, owner: true } : relation))
  expect(partsOf(planDatabase(database, { ...schema, relations }))).toEqual({ 'items.order': 'second', 'items.product': 'owner' })
})

test('a parent whose every row has one child is drawn after it, lookups are not drawn, and trees of rows own themselves', () => {
  const { database, schema } = databaseOf(
    {
      districts: numbers(5).map((i) => ({ id: i, name: `d${i}` })),
      accounts: numbers(60).map((i) => ({ id: i, district: i % 5, opened: i })),
      clients: numbers(100).map((i) => ({ id: i, born: i % 60 })),
      dispositions: numbers(100).map((i) => ({ id: i, account: i % 60, client: i, kind: i < 60 ? 'owner' : 'user' })),
      staff: numbers(20).map((i) => ({ id: i, boss: i === 0 ? null : Math.floor((i - 1) / 3), pay: 100 - i })),
    },
    { districts: ['id'], accounts: ['id'], clients: ['id'], dispositions: ['id'], staff: ['id'] },
    [
      'accounts.district -> districts.id',
      'dispositions.account -> accounts.id',
      'dispositions.client -> clients.id',
      'staff.boss -> staff.id',
    ],
    { districts: { role: 'lookup' } },
  )
  const plan = planDatabase(database, schema)
  expect(partsOf(plan)).toEqual({
    'accounts.district': 'lookup',
    'dispositions.account': 'owner',
    'dispositions.client': 'partner',
    'staff.boss': 'self',
  })
  expect(plan.tables.indexOf('clients')).toBeGreaterThan(plan.tables.indexOf('dispositions'))
})

test('a circle of tables is cut at the relation that may be missing, and one of keys alone is refused', () => {
  const stores = numbers(40).map((i) => ({ id: i, manager: i % 2 === 0 ? i : null, size: i }))
  const staff = numbers(80).map((i) => ({ id: i, store: i % 40, pay: i % 40 }))
  const { database, schema } = databaseOf({ stores, staff }, { stores: ['id'], staff: ['id'] }, [
    'stores.manager -> staff.id',
    'staff.store -> stores.id',
  ])
  const plan = planDatabase(database, schema)
  expect(partsOf(plan)).toEqual({ 'stores.manager': 'late', 'staff.store': 'owner' })
  expect(plan.notes).toEqual(['stores.manager is part of a circle of tables: its rows of staff are found once all others are there'])
  const twins = databaseOf({ a: numbers(5).map((id) => ({ id })), b: numbers(5).map((id) => ({ id })) }, { a: ['id'], b: ['id'] }, [
    'a.id -> b.id',
    'b.id -> a.id',
  ])
  expect(() => planDatabase(twins.database, twins.schema)).toThrow(
    /keys are made of each other in a circle that can't be cut \(b.id → a, a.id → b\)/,
  )
})

test('comments of a thread refer to earlier rows of their owner; a reference within another is implied, also where nobody said so', () => {
  const hours = numbers(30)
  const { database, schema } = databaseOf(
    {
      threads: numbers(40).map((i) => ({ id: i, topic: `t${i % 3}` })),
      comments: numbers(240).map((i) => ({ id: i, thread: Math.floor(i / 6), answer: i % 6 === 0 ? null : i - 1, length: i % 7 })),
      airports: [{ code: 'JFK' }, { code: 'EWR' }, { code: 'LGA' }],
      weather: hours.flatMap((hour) => ['JFK', 'EWR'].map((origin) => ({ origin, hour, wind: hour % 9 }))),
      flights: hours.map((hour) => ({ origin: hour % 2 ? 'JFK' : 'EWR', hour, delay: hour })),
    },
    { threads: ['id'], comments: ['id'], airports: ['code'], weather: ['origin', 'hour'] },
    [
      'comments.thread -> threads.id',
      'comments.answer -> comments.id',
      'flights.origin -> airports.code',
      'flights.origin+hour -> weather.origin+hour',
    ],
  )
  const plan = planDatabase(database, schema)
  expect(partsOf(plan)).toEqual({
    'comments.thread': 'owner',
    'comments.answer': 'earlier',
    'flights.origin': 'implied',
    'flights.(origin, hour)': 'owner',
    'weather.origin': 'owner',
  })
  expect(plan.relations[2]?.path).toEqual([3, 4])
})

test('what rows of a group have in common is 1 where they are equal, about 0 where groups are shuffled, and null for few rows', () => {
  const groups = Int32Array.from({ length: 2000 }, (_, i) => i >> 2)
  const values = Float64Array.from(groups, (group) => (group * 7919) % 499)
  const shuffled = Float64Array.from(values, (_, i) => values[permuteIndex(i, 2000, 7)] as number)
  expect(intraclassCorrelation(values, groups)).toBeCloseTo(1, 10)
  // The standard error of an intraclass correlation of 0 with 500 groups of four is about sqrt(2 / (4 * 3 * 500)) = 0.018.
  expect(Math.abs(intraclassCorrelation(shuffled, groups) as number)).toBeLessThan(5 * 0.018)
  expect(intraclassAgreement(Int32Array.from(values), groups)).toBeCloseTo(1, 10)
  expect(intraclassCorrelation(values.subarray(0, 40), groups.subarray(0, 40))).toBe(null)
  // By hand: 13 groups of (1, 2) and 13 of (3, 4) have the mean ranks 7, 20, 33, 46; between groups 8788 / 25, within them 2197 / 26.
  const few = Float64Array.from({ length: 52 }, (_, i) => [1, 2, 3, 4][i % 4] as number)
  const pairs = Int32Array.from({ length: 52 }, (_, i) => i >> 1)
  expect(intraclassCorrelation(few, pairs)).toBeCloseTo((351.52 - 84.5) / (351.52 + 84.5), 12)
})
