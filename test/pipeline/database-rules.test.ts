import { beforeAll, describe, expect, test } from 'vitest'
import type { RelationalModel } from '../../src/models/relational/state.js'
import { checkDatabaseRules, findDatabaseRules } from '../../src/pipeline/databases/rules.js'
import { fitDatabase, sampleDatabase } from '../../src/pipeline/jobs/database.js'
import type { DatabaseSchema, TableSchema } from '../../src/relations/schema.js'
import { expectWhole, noise, numbers } from '../models/relational/support.js'
import { databaseOf } from '../relations/support.js'

const day = (n: number): string => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
const lines = (...texts: string[]) => texts.map((text, i) => ({ text, path: `r:${i + 1}` }))
const pick = (of: number, i: number, seed: number): number => Math.floor(of * noise(i, seed))

/** Customers since some day, and their orders from then on, shipped somewhat later; goods of which no more is ordered than there are. */
function shop(isKept = true) {
  const customers = numbers(200).map((i) => ({ id: i + 1, since: day(pick(900, i, 2)), age: 18 + pick(60, i, 3) }))
  const goods = numbers(60).map((i) => ({ sku: i + 1, stock: 1 + pick(40, i, 4) }))
  const orders = numbers(600).map((i) => {
    const customer = pick(200, i, 5)
    const good = pick(60, i, 6)
    const from = isKept ? Math.floor(900 * noise(customer, 2)) : 0
    const ordered = from + pick(1000 - from, i, 7)
    const most = isKept ? (goods[good] as { stock: number }).stock : 40
    return {
      nr: i + 1,
      customer: customer + 1,
      good: good + 1,
      ordered: day(ordered),
      shipped: day(ordered + pick(9, i, 8)),
      amount: 1 + pick(most, i, 9),
    }
  })
  return databaseOf({ customers, goods, orders }, { customers: ['id'], goods: ['sku'], orders: ['nr'] }, [
    'orders.customer -> customers.id',
    'orders.good -> goods.sku',
  ])
}
const since = 'orders.shipped >= customers.since'
const stock = 'orders.amount <= goods.stock'
const { database, schema } = shop()

describe('rules across tables are checked', () => {
  test('row by row, against the row that each refers to', () => {
    const small = databaseOf(
      {
        p: [3, 5, 7].map((x, i) => ({ id: i + 1, x })),
        c: [
          [2, 5],
          [1, 2],
          [null, 0],
          [3, 9],
          [3, 1],
        ].map(([p, y], i) => ({ nr: i + 1, p: p as number, y: y as number })),
      },
      { p: ['id'], c: ['nr'] },
      ['c.p -> p.id'],
    )
    const [rule] = checkDatabaseRules(small.database, small.schema, lines('c.y >= p.x'))
    // 5 >= 5, 2 < 3, no p at all, 9 >= 7, 1 < 7.
    expect([rule?.table, [...(rule?.broken ?? [])]]).toEqual(['c', [1, 4]])
    expect(checkDatabaseRules(small.database, small.schema, lines('p.x > 3')).map(({ table, broken }) => [table, [...broken]])).toEqual([
      ['p', [0]],
    ])
  })

  test('along two references, and by the column that refers where the table alone says too little', () => {
    const air = databaseOf(
      {
        lands: [1, 2].map((id) => ({ id, size: 10 * id })),
        ports: [1, 2, 3].map((id) => ({ id, land: 1 + (id % 2), high: 100 * id })),
        flights: [
          [1, 2],
          [3, 1],
        ].map(([from, to], i) => ({ nr: i + 1, from_port: from as number, to_port: to as number, size: 20 })),
      },
      { lands: ['id'], ports: ['id'], flights: ['nr'] },
      ['ports.land -> lands.id', 'flights.from_port -> ports.id', 'flights.to_port -> ports.id'],
    )
    const broken = (text: string): number[] => [...(checkDatabaseRules(air.database, air.schema, lines(text))[0]?.broken ?? [])]
    expect(broken('from_port.high < to_port.high')).toEqual([1])
    expect(broken('ports.high < 10 * lands.size')).toEqual([1, 2])
    expect(() => broken('flights.size > ports.high')).toThrow(
      /at character 16: rows of flights come to ports by several ways \(flights\.from_port; flights\.to_port\); write the column that refers to it/,
    )
  })

  test('where a row refers to both that a rule names', () => {
    const small = databaseOf(
      {
        p: [1, 2].map((x) => ({ id: x, x: 10 * x })),
        q: [1, 2].map((y) => ({ id: y, y: 15 * y })),
        c: [
          [1, 1],
          [2, 1],
        ].map(([p, q], i) => ({ nr: i + 1, p: p as number, q: q as number })),
      },
      { p: ['id'], q: ['id'], c: ['nr'] },
      ['c.p -> p.id', 'c.q -> q.id'],
    )
    const [rule] = checkDatabaseRules(small.database, small.schema, lines('p.x <= q.y'))
    expect([rule?.table, [...(rule?.broken ?? [])]]).toEqual(['c', [1]])
  })

  test('and what is wrong with any is said of all of them at once, with the place', () => {
    const wrong = ['orders.shiped >= customers.since', 'shipped > 3', 'stores.x > 1', 'goods.stock > orders.amount']
    const check = (): unknown => checkDatabaseRules(database, schema, lines(...wrong))
    expect(check).toThrow(/3 problems/)
    expect(check).toThrow(/there is no column orders\.shiped at character 1 .*did you mean orders\.shipped/)
    expect(check).toThrow(/names no column of a table \(got shipped > 3\)/)
    expect(check).toThrow(/at character 1: there is no table stores; there are customers, goods, orders/)
    const { relations: _, ...apart } = schema
    expect(() => checkDatabaseRules(database, { ...apart, relations: [] }, lines(since))).toThrow(
      /rows of (orders|customers) refer to no row of (customers|orders); a rule is about rows and those that they refer to/,
    )
  })
})

test('rules across tables are found where they hold, and none where nothing hangs together', () => {
  const found = findDatabaseRules(database, schema)
  expect(found.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['customers.since <= orders.ordered', 'orders.amount <= goods.stock']),
  )
  for (const { rule, table, exceptions } of found) {
    expect(exceptions).toHaveLength(0)
    expect([...(checkDatabaseRules(database, schema, lines(rule))[0]?.broken ?? [9])]).toEqual([])
    expect(table).toBe('orders')
  }
  const other = shop(false)
  expect(findDatabaseRules(other.database, other.schema).map(({ rule }) => rule)).toEqual([])
})

describe('rows that are drawn', () => {
  let model: RelationalModel
  beforeAll(async () => {
    model = await fitDatabase(database, { schema, options: { trees: 3 } })
  })

  test('break rules unless they are held to them, and then never, with every key as it was', async () => {
    const free = await sampleDatabase(model, { seed: 3, scale: 8 })
    const without = checkDatabaseRules(free, model.schema, lines(since, stock)).map(({ broken }) => broken.length)
    expect(without.every((count) => count > 0)).toBe(true)
    // More than one block of customers.
    const held = await sampleDatabase(model, { seed: 3, scale: 8, rules: [since, stock, 'customers.age >= 30'] })
    expectWhole(held, model.schema)
    expect(held.customers?.rows).toBe(1600)
    expect(checkDatabaseRules(held, model.schema, lines(since, stock, 'customers.age >= 30')).map(({ broken }) => broken.length)).toEqual([
      0, 0, 0,
    ])
    // What is computed within the row is computed from what is written.
    expect(checkDatabaseRules(held, model.schema, lines('orders.shipped >= orders.ordered'))[0]?.broken).toHaveLength(0)
  })

  test('keep what the schema and the fit say, from the model file on', async () => {
    const said: string[] = []
    const broken = shop(false)
    const tables = { ...broken.schema.tables, customers: { ...(broken.schema.tables.customers as TableSchema), rules: ['age < 60'] } }
    const ruled = { ...broken.schema, tables, rules: [since] } as DatabaseSchema
    const own = await fitDatabase(broken.database, {
      schema: ruled,
      rules: [stock],
      options: { trees: 3 },
      note: (text) => said.push(text),
    })
    expect(own.schema.rules).toEqual([since, 'customers.age < 60', stock])
    expect(said.join('\n')).toMatch(
      /orders\.shipped >= customers\.since is broken by \d+ of 600 rows of orders; rows that are drawn never break it/,
    )
    const drawn = await sampleDatabase(own, { seed: 4, scale: 2 })
    expect(checkDatabaseRules(drawn, own.schema, lines(since, stock, 'customers.age < 60')).every((rule) => rule.broken.length === 0)).toBe(
      true,
    )
    expectWhole(drawn, own.schema)
  })

  test('can not be held to what is made anew, follows from elsewhere or is about rows together: all of it in one message', async () => {
    await expect(
      fitDatabase(database, { schema, rules: ['unique(orders.ordered, orders.amount)', 'not missing(orders.customer)', since] }),
    ).rejects.toThrow(/can't be kept: 2 problems[\s\S]*is about several rows[\s\S]*is made anew/)
    const tables = { ...schema.tables, goods: { ...(schema.tables.goods as TableSchema), role: 'lookup' as const } }
    await expect(fitDatabase(database, { schema: { ...schema, tables }, rules: ['goods.stock > 3'] })).rejects.toThrow(
      'goods is a lookup, written as it is',
    )
  })

  test('are put right by force where nothing that is drawn keeps a rule, and refused where that fails', async () => {
    const said: string[] = []
    const note = (text: string): void => void said.push(text)
    const held = await sampleDatabase(model, { seed: 3, rules: ['orders.amount == goods.stock'], note })
    // Nearly all rows can be drawn so that they keep the rule; those that can't are counted.
    const [rows] = said.flatMap(
      (text) => /^orders: (\d+) rows? broke a rule each of 300 times drawn; .* follows no law$/.exec(text)?.[1] ?? [],
    )
    expect(Number(rows)).toBeGreaterThan(0)
    expect(Number(rows)).toBeLessThan(held.orders?.rows ?? 0)
    said.length = 0
    await sampleDatabase(model, { seed: 3, rules: [stock], note })
    expect(said.filter((text) => text.includes('broke a rule'))).toEqual([])
    expect(checkDatabaseRules(held, model.schema, lines('orders.amount == goods.stock'))[0]?.broken).toHaveLength(0)
    await expect(sampleDatabase(model, { seed: 3, rules: ['orders.amount > goods.stock + 500'] })).rejects.toThrow(
      /rows break these however often they are drawn; loosen them:\n {2}orders\.amount > goods\.stock \+ 500/,
    )
  })
})
