import { describe, expect, test } from 'vitest'
import { type DatabaseScore, evaluateRelations } from '../../../src/evaluate/relations/evaluate-relations.js'
import { databaseMetrics } from '../../../src/evaluate/relations/metrics/index.js'
import type { DatabaseMetric } from '../../../src/evaluate/relations/metrics/metric.js'
import { createRng } from '../../../src/random/rng.js'
import type { Database } from '../../../src/relations/database.js'
import type { DatabaseSchema } from '../../../src/relations/schema.js'
import type { Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'

/** The score of one metric for a database beside a real one; absent where it says nothing. */
function scoreOf(name: string, real: Database, other: Database, schema: DatabaseSchema, ceiling = real): DatabaseScore | undefined {
  const metrics = [databaseMetrics.find((metric) => metric.name === name) as DatabaseMetric]
  return evaluateRelations({ reference: real, ceiling }, other, schema, { metrics }).scores[0]
}

/** Its parts, by what they are of. */
function itemsOf(...args: Parameters<typeof scoreOf>): Record<string, number> {
  return Object.fromEntries((scoreOf(...args)?.items ?? []).map(({ of, value }) => [of, value]))
}

describe('carry-over', () => {
  // Four orders of two customers, each with a city; lines cost what their goods do.
  const shop = (cities: string, prices: readonly number[], totals: readonly number[], counts: readonly number[]) =>
    databaseOf(
      {
        customers: [
          { id: 1, city: 'Ulm', orders: counts[0] as number },
          { id: 2, city: 'Bonn', orders: counts[1] as number },
          { id: 3, city: 'Kiel', orders: counts[2] as number },
        ],
        goods: [
          { sku: 'x', price: 2 },
          { sku: 'y', price: 5 },
        ],
        orders: [1, 1, 1, 2].map((customer, i) => ({
          nr: i + 1,
          customer,
          place: { U: 'Ulm', B: 'Bonn', K: 'Kiel' }[cities[i] as string] as string,
          total: totals[i] as number,
        })),
        lines: [
          ['x', 1],
          ['y', 1],
          ['y', 2],
          ['x', 3],
        ].map(([good, order], i) => ({ good: good as string, order: order as number, price: prices[i] as number, amount: 2 })),
      },
      { customers: ['id'], goods: ['sku'], orders: ['nr'] },
      ['orders.customer -> customers.id', 'lines.good -> goods.sku', 'lines.order -> orders.nr'],
    )
  const { database: real, schema: found } = shop('UUUB', [2, 5, 5, 2], [14, 10, 4, 0], [3, 1, 0])
  const schema: DatabaseSchema = {
    ...found,
    copies: [
      { child: 'orders', column: 'place', via: ['orders.customer'], from: 'city', share: 1 },
      { child: 'lines', column: 'price', via: ['lines.good'], from: 'price', share: 1 },
    ],
    totals: [
      { parent: 'orders', column: 'total', of: 'lines.order', what: 'sum', columns: ['price', 'amount'], share: 1, childless: true },
      { parent: 'customers', column: 'orders', of: 'orders.customer', what: 'count', columns: [], share: 1, childless: true },
    ],
  }
  const names = {
    place: 'orders.place = customers.city',
    price: 'lines.price = goods.price',
    total: 'orders.total = sum of lines.price × amount',
    orders: 'customers.orders = number of orders',
  }

  test('is 1 for rows in which everything is as in the real ones', () => {
    const all = { [names.place]: 1, [names.price]: 1, [names.total]: 1, [names.orders]: 1 }
    expect(itemsOf('carry-over', real, real, schema)).toEqual(all)
  })

  test('loses the share of rows that repeat something else, each part for itself', () => {
    // One place of four is that of another customer, one price of four no price of its good, one total of three no sum, one number of two no count.
    const { database: other } = shop('UUKB', [2, 5, 5, 5], [14, 10, 9, 0], [3, 2, 0])
    const items = itemsOf('carry-over', real, other, schema)
    expect(items[names.place]).toBe(0.75)
    expect(items[names.price]).toBe(0.75)
    expect(items[names.total]).toBeCloseTo(2 / 3, 12)
    expect(items[names.orders]).toBe(0.5)
  })

  test('asks for the share of real rows, neither less nor more', () => {
    const { database: partly } = shop('UKKB', [2, 5, 5, 2], [14, 10, 4, 0], [3, 1, 0])
    const { database: none } = shop('KKKK', [2, 5, 5, 2], [14, 10, 4, 0], [3, 1, 0])
    expect(itemsOf('carry-over', partly, partly, schema)[names.place]).toBe(1)
    expect(itemsOf('carry-over', partly, real, schema)[names.place]).toBe(0.5)
    expect(itemsOf('carry-over', partly, none, schema)[names.place]).toBe(0.5)
  })

  test('follows a copy at one remove to the row that it names', () => {
    const lines = (cities: readonly string[]) =>
      databaseOf(
        {
          customers: ['Ulm', 'Bonn', 'Kiel'].map((city, i) => ({ id: i + 1, city })),
          orders: [2, 3, 1].map((customer, i) => ({ nr: i + 1, customer })),
          lines: [1, 1, 2, 3].map((order, i) => ({ order, city: cities[i] as string })),
        },
        { customers: ['id'], orders: ['nr'] },
        ['orders.customer -> customers.id', 'lines.order -> orders.nr'],
      )
    const { database, schema: plain } = lines(['Bonn', 'Bonn', 'Kiel', 'Ulm'])
    const far = { ...plain, copies: [{ child: 'lines', column: 'city', via: ['lines.order', 'orders.customer'], from: 'city', share: 1 }] }
    const name = 'lines.city = customers.city'
    expect(itemsOf('carry-over', database, lines(['Bonn', 'Bonn', 'Kiel', 'Bonn']).database, far)).toEqual({ [name]: 0.75 })
    // What the numbers of the orders alone would name.
    expect(itemsOf('carry-over', database, lines(['Ulm', 'Ulm', 'Bonn', 'Kiel']).database, far)).toEqual({ [name]: 0 })
  })
})

describe('diamond', () => {
  /** Rights of clients to accounts; clients and accounts lie in districts, client i in `clients[i]`, and so on. */
  const bank = (clients: readonly (number | null)[], accounts: readonly number[], rights: readonly (readonly [number, number])[]) =>
    databaseOf(
      {
        districts: [1, 2, 3].map((id) => ({ id, people: 100 * id })),
        clients: clients.map((district, i) => ({ id: i + 1, district, age: 30 + i })),
        accounts: accounts.map((district, i) => ({ id: i + 1, district, opened: 1990 + i })),
        rights: rights.map(([client, account]) => ({ client, account, kind: 'owner' })),
      },
      { districts: ['id'], clients: ['id'], accounts: ['id'] },
      [
        'clients.district -> districts.id',
        'accounts.district -> districts.id',
        'rights.client -> clients.id',
        'rights.account -> accounts.id',
      ],
    )
  const name = 'rights.client > clients.district, rights.account > accounts.district'
  const pairs = [
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ] as const
  const { database: real, schema } = bank([1, 2, 3, 1], [1, 2, 3, 2], pairs)

  test('is 1 less the difference of the shares of rows whose two ways end in one row', () => {
    // Three of four real rows come to one district; of the others one of four, then all.
    expect(itemsOf('diamond', real, real, schema)).toEqual({ [name]: 1 })
    expect(itemsOf('diamond', real, bank([1, 2, 3, 1], [2, 3, 3, 2], pairs).database, schema)).toEqual({ [name]: 0.5 })
    expect(itemsOf('diamond', real, bank([1, 2, 3, 1], [1, 2, 3, 1], pairs).database, schema)).toEqual({ [name]: 0.75 })
  })

  test('goes by the row of the far table, not by its number in between', () => {
    // The same districts, clients and accounts in another order: each right names other rows, which lie in the same districts.
    const turned = [
      [4, 3],
      [3, 2],
      [2, 4],
      [1, 1],
    ] as const
    expect(itemsOf('diamond', real, bank([2, 3, 2, 1], [2, 2, 1, 3], turned).database, schema)).toEqual({ [name]: 0.75 })
  })

  test('counts no row whose ways come to an end before', () => {
    // Of three rows that lead on, two come to one district: 2/3 beside 3/4.
    const some = bank([null, 2, 3, 1], [1, 2, 3, 2], pairs).database
    expect(itemsOf('diamond', real, some, schema)[name]).toBeCloseTo(1 - (3 / 4 - 2 / 3), 12)
  })

  test('says nothing where nothing leads to one table by two ways', () => {
    const { districts: _, ...tables } = schema.tables
    const two = { ...schema, tables, relations: schema.relations.filter(({ parent }) => parent !== 'districts') }
    expect(itemsOf('diamond', real, real, two)).toEqual({})
  })

  test('has a floor that shuffled references reach, and a skill between', () => {
    const many = (agree: number) => {
      const rows = Array.from({ length: 300 }, (_, i) => i)
      const own = rows.map((i) => 1 + (i % 3))
      return bank(
        own,
        own.map((district, i) => (i % 10 < agree ? district : 1 + (district % 3))),
        rows.map((i) => [i + 1, i + 1] as const),
      ).database
    }
    const score = scoreOf('diamond', many(10), many(5), schema)
    // All agree in real rows, a third of shuffled ones do (standard error .027), half of these: (.5 - .333) / (1 - .333).
    expect([score?.value, score?.ceiling]).toEqual([0.5, 1])
    expect(Math.abs((score?.floor as number) - 1 / 3)).toBeLessThan(5 * 0.027)
    expect(score?.skill).toBeCloseTo((0.5 - (score?.floor as number)) / (1 - (score?.floor as number)), 12)
  })
})

describe('cardinality-range', () => {
  /** Parents with so many children each. */
  const parentsOf = (counts: readonly number[]) =>
    databaseOf(
      {
        p: counts.map((_, i) => ({ id: i + 1 })),
        c: counts.flatMap((n, i) => Array.from({ length: n }, (_, j) => ({ p_id: i + 1, x: j }))),
      },
      { p: ['id'] },
      ['c.p_id -> p.id'],
    )
  const { database: real, schema } = parentsOf([1, 2, 2, 4])
  const share = (counts: readonly number[]): number | undefined =>
    itemsOf('cardinality-range', real, parentsOf(counts).database, schema)['c.p_id']

  test('is the share of parents with no fewer children than any real one, and no more', () => {
    expect(share([1, 4, 3, 2])).toBe(1)
    expect(share([0, 1, 1, 4])).toBe(0.75)
    expect(share([5, 9, 1, 4])).toBe(0.5)
    expect(share([0, 5, 7, 0, 3])).toBe(0.2)
  })

  test('takes what real parents have, not the ceiling', () => {
    const [wide, narrow] = [parentsOf([0, 9]).database, parentsOf([3, 3]).database]
    expect(itemsOf('cardinality-range', narrow, wide, schema, wide)).toEqual({ 'c.p_id': 0 })
    expect(itemsOf('cardinality-range', wide, narrow, schema, narrow)).toEqual({ 'c.p_id': 1 })
  })

  test('leaves out what refers to a lookup, whose rows are all there', () => {
    const lookup = { ...schema, tables: { ...schema.tables, p: { ...schema.tables.p, role: 'lookup' as const } } } as DatabaseSchema
    expect(itemsOf('cardinality-range', real, parentsOf([0, 9]).database, lookup)).toEqual({})
  })
})

describe('sibling-steps', () => {
  /** Sixty parents with three children each, whose numbers follow each other by these steps, and whose levels by turns or in blocks. */
  const steps = (by: readonly [number, number], turns: boolean) =>
    databaseOf(
      {
        p: Array.from({ length: 60 }, (_, i) => ({ id: i + 1 })),
        c: Array.from({ length: 180 }, (_, row) => {
          const [i, k] = [Math.floor(row / 3), row % 3]
          return {
            p_id: i + 1,
            x: 50.5 * i + ([0, by[0], by[0] + by[1]][k] as number),
            level: (turns ? k % 2 === 0 : i % 2 === 0) ? 'a' : 'b',
          }
        }),
      },
      { p: ['id'] },
      ['c.p_id -> p.id'],
    )
  const { database: real, schema } = steps([1, 2], true)

  test('compares changes from one child to the next, and pairs of levels, in their order', () => {
    expect(itemsOf('sibling-steps', real, real, schema)).toEqual({ 'c.p_id: x': 1, 'c.p_id: level': 1 })
    // Half of the changes are the same; the levels never change.
    expect(itemsOf('sibling-steps', real, steps([1, 7], false).database, schema)).toEqual({ 'c.p_id: x': 0.5, 'c.p_id: level': 0 })
    // The same changes in another order are the same distribution.
    expect(itemsOf('sibling-steps', real, steps([2, 1], true).database, schema)['c.p_id: x']).toBe(1)
  })

  test('goes by the column that puts siblings in order', () => {
    const ordered = { ...schema, tables: { ...schema.tables, c: { ...schema.tables.c, order: 'x' } } } as DatabaseSchema
    const { c, ...others } = real
    const turned = { ...others, c: (c as Table).take(Array.from({ length: 180 }, (_, i) => 179 - i)) } as Database
    expect(itemsOf('sibling-steps', real, turned, schema)['c.p_id: x']).toBe(0)
    expect(itemsOf('sibling-steps', real, turned, ordered)['c.p_id: x']).toBe(1)
  })
})

describe('whole families', () => {
  /** Parents whose level says how much their children come to, or doesn't; `late` children have their greatest value last. */
  const families = (seed: number, { told = true, late = false } = {}) => {
    const rng = createRng(seed)
    const level = Array.from({ length: 300 }, () => rng.integer(2))
    return databaseOf(
      {
        p: level.map((own, i) => ({ id: i + 1, level: own ? 'high' : 'low' })),
        c: level.flatMap((own, i) => {
          const values = [0, 1, 2].map(() => rng.integer(50) + (told ? 40 * own : 20))
          return (late ? values.sort((a, b) => a - b) : values).map((x) => ({ p_id: i + 1, x }))
        }),
      },
      { p: ['id'] },
      ['c.p_id -> p.id'],
    )
  }
  const { database: real, schema } = families(1)

  test('are told apart by what only sums, greatest and last values show', () => {
    const [same, late] = [families(2), families(3, { late: true })].map(({ database }) => itemsOf('c2st-family', real, database, schema).p)
    // An area of 1/2 has a standard error of about 1 / sqrt(6 * 300) = .024; the value is 2 - 2 areas.
    expect(same).toBeGreaterThan(1 - 2 * 5 * 0.024)
    // A third of other families have their greatest value last, in .34 with ties: an area of .83 at most.
    expect(late).toBeLessThan(2 - 2 * 0.83 + 2 * 5 * 0.024)
    expect(itemsOf('c2st-agg', real, families(3, { late: true }).database, schema).p).toBeGreaterThan(1 - 2 * 5 * 0.024)
  })

  test('foretell real ones as far as they keep what ties a parent to its children', () => {
    // Three sums of 0 to 49 are beyond the middle, 60 off, in .35 % of families. Twice as many errors, and five standard deviations of 300 guesses.
    expect(itemsOf('utility', real, families(4).database, schema)['p.level']).toBeGreaterThan(1 - 2 * (0.007 + 5 * 0.0048))
    // Guesses at 300 levels have a skill of 0, with an error of .058.
    expect(itemsOf('utility', real, families(5, { told: false }).database, schema)['p.level']).toBeLessThan(5 * 0.058)
    // Where nothing can be foretold, nothing is said.
    const none = families(6, { told: false }).database
    expect(itemsOf('utility', none, real, schema)).toEqual({})
  })
})
