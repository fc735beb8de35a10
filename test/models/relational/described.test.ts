import { beforeAll, describe, expect, test } from 'vitest'
import { describedDatabase } from '../../../src/models/relational/described/described-database.js'
import { withDatabaseLaws } from '../../../src/models/relational/described/fit-laws.js'
import { parseDatabaseModel, stringifyDatabaseModel } from '../../../src/models/relational/model-file.js'
import { checkDatabaseRules } from '../../../src/pipeline/databases/rules.js'
import { sampleDatabase } from '../../../src/pipeline/jobs/database.js'
import { parseDatabaseSchema } from '../../../src/relations/schema.js'
import { toRows } from '../../../src/table/rows.js'
import type { Table } from '../../../src/table/table.js'
import { errors, mean } from '../description/support.js'

const day = (name: string) => ({ name, kind: 'datetime', format: '%Y-%m-%d', unit: 'day', law: 'uniform(2020-01-01, 2023-12-31)' })
const money = (name: string) => ({ name, kind: 'numeric', decimals: 2 })

const shop = {
  tables: {
    customers: {
      rows: 1500,
      key: ['id'],
      columns: [
        { name: 'id', kind: 'id', pattern: 'C{n:5}' },
        { name: 'segment', kind: 'categorical', levels: ['private', 'trade'], shares: { private: 0.7, trade: 0.3 } },
        day('since'),
      ],
    },
    products: {
      rows: 400,
      key: ['sku'],
      columns: [
        { name: 'sku', kind: 'integer', min: 1000 },
        { ...money('price'), law: 'lognormal(3, 0.5)' },
      ],
    },
    orders: {
      key: ['no'],
      order: 'placed',
      columns: [
        { name: 'no', kind: 'id', pattern: 'O-{n:6}' },
        { name: 'customer', kind: 'id', pattern: 'C{n:5}' },
        day('placed'),
        { name: 'channel', kind: 'categorical', levels: ['web', 'shop'] },
        money('total'),
      ],
      given: [
        { column: 'channel', given: 'customers.segment', shares: { private: { web: 0.9, shop: 0.1 }, trade: { web: 0.25, shop: 0.75 } } },
      ],
    },
    lines: {
      key: ['order', 'line'],
      order: 'line',
      columns: [
        { name: 'order', kind: 'id', pattern: 'O-{n:6}' },
        { name: 'line', kind: 'integer' },
        { name: 'sku', kind: 'integer', missingRate: 0.1 },
        { name: 'quantity', kind: 'integer', law: 'poisson(2)', min: 1 },
        money('price'),
        { ...money('amount'), expression: 'quantity * price' },
      ],
    },
    // Fewer than there are products, so that chance leaves some of these out.
    offers: {
      rows: 400,
      columns: [
        { name: 'sku', kind: 'integer' },
        { name: 'rate', kind: 'integer', law: 'uniform(1, 9)' },
      ],
    },
    staff: {
      rows: 1200,
      key: ['id'],
      columns: [
        { name: 'id', kind: 'integer' },
        { name: 'boss', kind: 'integer', missingRate: 0.05 },
      ],
    },
    rights: {
      key: ['sku', 'staff'],
      columns: [
        { name: 'sku', kind: 'integer' },
        { name: 'staff', kind: 'integer' },
      ],
    },
  },
  relations: [
    { child: 'orders', columns: ['customer'], parent: 'customers', key: ['id'], children: 'poisson(2)' },
    { child: 'lines', columns: ['order'], parent: 'orders', key: ['no'], children: { law: 'poisson(1)', min: 1, max: 6 } },
    { child: 'lines', columns: ['sku'], parent: 'products', key: ['sku'] },
    { child: 'offers', columns: ['sku'], parent: 'products', key: ['sku'] },
    { child: 'staff', columns: ['boss'], parent: 'staff', key: ['id'] },
    { child: 'rights', columns: ['sku'], parent: 'products', key: ['sku'], children: { min: 2, max: 4 } },
    { child: 'rights', columns: ['staff'], parent: 'staff', key: ['id'], children: 'zipf(1.5, 100)' },
  ],
  copies: [{ child: 'lines', column: 'price', via: ['lines.sku'], from: 'price' }],
  totals: [{ parent: 'orders', column: 'total', of: 'lines.order', what: 'sum', columns: ['amount'] }],
  rules: ['orders.placed >= customers.since'],
}

type Row = Record<string, never>

describe('a database from a description', () => {
  const schema = parseDatabaseSchema(shop)
  const model = describedDatabase(schema)
  let tables: Record<string, Table>
  const rowsOf = (name: string): Row[] => toRows(tables[name] as Table, model.schema.tables[name] as never) as Row[]
  const counts = (values: readonly unknown[], all: readonly unknown[]): number[] => {
    const found = new Map<unknown, number>(all.map((value) => [value, 0]))
    for (const value of values) if (value !== null) found.set(value, (found.get(value) as number) + 1)
    return [...found.values()]
  }
  beforeAll(async () => {
    tables = await sampleDatabase(model, { seed: 3 })
  })

  test('has as many rows as it says, and references that lead to them', () => {
    expect([tables.customers?.rows, tables.products?.rows, tables.offers?.rows, tables.staff?.rows]).toEqual([1500, 400, 400, 1200])
    const keys = (name: string, column: string): Set<unknown> => new Set(rowsOf(name).map((row) => row[column]))
    for (const { child, columns, parent, key } of shop.relations) {
      const known = keys(parent, key[0] as string)
      expect(known.size).toBe(tables[parent]?.rows)
      const held = rowsOf(child).map((row): unknown => row[columns[0] as string])
      expect(held.filter((key) => key !== null && !known.has(key))).toEqual([])
    }
  })

  test('numbers of children follow their law', () => {
    const own = counts(
      rowsOf('orders').map(({ customer }) => customer),
      rowsOf('customers').map(({ id }) => id),
    )
    expect(Math.abs(mean(own) - 2)).toBeLessThan(errors * Math.sqrt(2 / 1500))
    const none = own.filter((count) => count === 0).length / 1500
    expect(Math.abs(none - Math.exp(-2))).toBeLessThan(errors * Math.sqrt((Math.exp(-2) * (1 - Math.exp(-2))) / 1500))
    const lines = counts(
      rowsOf('lines').map(({ order }) => order),
      rowsOf('orders').map(({ no }) => no),
    )
    expect([Math.min(...lines), Math.max(...lines)]).toEqual([1, expect.toSatisfy((most: number) => most <= 6)])
    // Poisson(1) from 1 to 6: half of the mass above 0 lies at 1, but for e - 1.
    const one = lines.filter((count) => count === 1).length / lines.length
    const expected = 1 / (1 + 1 / 2 + 1 / 6 + 1 / 24 + 1 / 120 + 1 / 720)
    expect(Math.abs(one - expected)).toBeLessThan(errors * Math.sqrt((expected * (1 - expected)) / lines.length))
  })

  test('rows under a rule across tables follow their law given the rule, which moves no parent', () => {
    expect(checkDatabaseRules(tables, model.schema, [{ text: shop.rules[0] as string, path: 'rules' }])[0]?.broken.length).toBe(0)
    const end = Date.parse('2023-12-31') / 86_400_000
    const since = new Map(rowsOf('customers').map((row) => [row.id, Date.parse(row.since) / 86_400_000]))
    const places = rowsOf('orders').map((row) => {
      const from = since.get(row.customer) as number
      return (Date.parse(row.placed) / 86_400_000 - from + 0.5) / (end - from + 1)
    })
    expect(Math.abs(mean(places) - 0.5)).toBeLessThan(errors * Math.sqrt(1 / 12 / places.length))
    const days = end - Date.parse('2020-01-01') / 86_400_000 + 1
    const lives = [...since.values()].map((from) => (end - from + 0.5) / days)
    expect(Math.abs(mean(lives) - 0.5)).toBeLessThan(errors * Math.sqrt(1 / 12 / 1500))
  })

  test('a column may be given one of the parent', () => {
    const segment = new Map(rowsOf('customers').map((row) => [row.id, row.segment]))
    for (const [level, web] of [
      ['private', 0.9],
      ['trade', 0.25],
    ] as const) {
      const own = rowsOf('orders').filter((row) => segment.get(row.customer) === level)
      const share = own.filter(({ channel }) => channel === 'web').length / own.length
      expect(Math.abs(share - web)).toBeLessThan(errors * Math.sqrt((web * (1 - web)) / own.length))
    }
  })

  test('rows of an owner stand in order, and are counted from 1', () => {
    const placed = new Map<unknown, string>()
    for (const row of rowsOf('orders')) {
      expect((placed.get(row.customer) ?? '') <= String(row.placed)).toBe(true)
      placed.set(row.customer, row.placed)
    }
    const last = new Map<unknown, number>()
    for (const row of rowsOf('lines')) {
      expect(row.line).toBe((last.get(row.order) ?? 0) + 1)
      last.set(row.order, row.line)
    }
  })

  test('copies, totals and what is computed of them hold in every row', () => {
    const price = new Map(rowsOf('products').map((row) => [row.sku, row.price]))
    const totals = new Map<unknown, number>()
    const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.005
    const wrong = rowsOf('lines').filter((row) => {
      totals.set(row.order, (totals.get(row.order) ?? 0) + (row.amount ?? 0))
      if (row.sku === null) return row.price !== null || row.amount !== null
      return row.price !== price.get(row.sku) || !near(row.amount, row.quantity * row.price)
    })
    expect(wrong).toEqual([])
    expect(rowsOf('orders').filter((row) => !near(row.total, totals.get(row.no) as number))).toEqual([])
  })

  test('a parent that owns nothing is referred to by chance, or as often as its law says', () => {
    const missing = rowsOf('lines').filter(({ sku }) => sku === null).length / (tables.lines?.rows as number)
    expect(Math.abs(missing - 0.1)).toBeLessThan(errors * Math.sqrt(0.09 / (tables.lines?.rows as number)))
    // Of 400 products that 400 rows refer to by chance e^-1 have none, with a variance of 400 (e^-1 - 2 e^-2).
    const offered = counts(
      rowsOf('offers').map(({ sku }) => sku),
      rowsOf('products').map(({ sku }) => sku),
    )
    const none = offered.filter((count) => count === 0).length
    expect(Math.abs(none - 400 / Math.E)).toBeLessThan(errors * Math.sqrt(400 * (1 / Math.E - 2 / Math.E ** 2)))
    const held = counts(
      rowsOf('rights').map(({ staff }) => staff),
      rowsOf('staff').map(({ id }) => id),
    )
    const byChance = (tables.rights?.rows as number) / 1200
    // Were they found by chance, the variance would be the mean, with an error of its own of about sqrt(2 / 1200).
    const variance = mean(held.map((count) => (count - byChance) ** 2))
    expect(variance / byChance).toBeGreaterThan(1 + errors * Math.sqrt(2 / 1200))
  })

  test('a key of two references is there once', () => {
    const pairs = rowsOf('rights').map((row) => `${row.sku} ${row.staff}`)
    expect(new Set(pairs).size).toBe(pairs.length)
  })

  test('a table that refers to itself comes to an end', () => {
    const boss = new Map(rowsOf('staff').map((row) => [row.id, row.boss]))
    const ends = [...boss.keys()].filter((id) => {
      const seen = new Set<unknown>()
      for (let at: unknown = id; at !== null && !seen.has(at); at = boss.get(at as never)) seen.add(at)
      return [...seen].some((row) => boss.get(row as never) === null)
    })
    expect(ends).toHaveLength(1200)
    const free = [...boss.values()].filter((own) => own === null).length / 1200
    expect(Math.abs(free - 0.05)).toBeLessThan(errors * Math.sqrt(0.0475 / 1200) + 1 / 1200)
  })

  test('the model is saved and loaded, and draws the same rows at once and part by part', async () => {
    const again = parseDatabaseModel(stringifyDatabaseModel(model))
    const parts = [await sampleDatabase(again, { seed: 3, blocks: [0, 1] }), await sampleDatabase(again, { seed: 3, blocks: [1, 99] })]
    for (const name of Object.keys(tables))
      expect(parts.flatMap((part) => toRows(part[name] as Table, model.schema.tables[name] as never))).toEqual(rowsOf(name))
  })

  test('is scaled, and given conditions on a table that nothing owns', async () => {
    const some = await sampleDatabase(model, { scale: 0.1, rows: { customers: 40 }, where: { customers: 'segment == "trade"' } })
    expect([some.customers?.rows, some.products?.rows]).toEqual([40, 40])
    expect(new Set(toRows(some.customers as Table, model.schema.tables.customers as never).map(({ segment }) => segment))).toEqual(
      new Set(['trade']),
    )
  })
})

describe('statements that can not be are refused', () => {
  const bare = { columns: [{ name: 'id', kind: 'id', pattern: '{n:1}' }], key: ['id'] }
  const child = (more: object) => ({
    columns: [
      { name: 'id', kind: 'id', pattern: '{n:1}' },
      { name: 'p', kind: 'id', pattern: '{n:1}', ...more },
    ],
    key: ['id'],
  })
  const relation = { child: 'c', columns: ['p'], parent: 'p', key: ['id'] }
  const cases: readonly (readonly [string, object, string])[] = [
    ['no number of rows', { tables: { p: bare } }, "p: doesn't say how many rows it has"],
    [
      'two numbers',
      { tables: { p: { ...bare, rows: 5 }, c: { ...child({}), rows: 9 } }, relations: [{ ...relation, children: 'poisson(2)' }] },
      'c: has "rows": 9, and as many as the "children" of c.p say',
    ],
    [
      'an unknown law',
      { tables: { p: { ...bare, rows: 5 }, c: child({}) }, relations: [{ ...relation, children: 'fish(2)' }] },
      "c.p: children: there is no law 'fish'",
    ],
    [
      'an impossible law',
      { tables: { p: { ...bare, rows: 5 }, c: child({}) }, relations: [{ ...relation, children: { law: 'poisson(2)', min: 3, max: 1 } }] },
      'its "min" 3 is above its "max" 1',
    ],
    [
      'an owner without a law',
      { tables: { p: { ...bare, rows: 5 }, c: { ...child({}), rows: 5 } }, relations: [{ ...relation, owner: true }] },
      `c.p: is "owner" and doesn't say how many rows each of p has`,
    ],
    [
      'orphans of an owner',
      { tables: { p: { ...bare, rows: 5 }, c: child({ missingRate: 0.1 }) }, relations: [{ ...relation, children: 'poisson(2)' }] },
      'c.p: has a missingRate of 0.1, and all rows of c are children of one of p',
    ],
    [
      'a law of a reference',
      {
        tables: { p: { ...bare, rows: 5 }, c: { rows: 3, columns: [{ name: 'p', kind: 'integer', law: 'poisson(3)' }] } },
        relations: [relation],
      },
      'c.p: refers to p and has the key of its row',
    ],
    [
      'a key that repeats',
      { tables: { p: { rows: 5, key: ['k'], columns: [{ name: 'k', kind: 'categorical', levels: ['a', 'b'] }] } } },
      'p.k: is a key of kind categorical',
    ],
    [
      'a circle',
      {
        tables: { p: { ...child({}), rows: 5 }, c: { ...child({}), rows: 5 } },
        relations: [relation, { child: 'p', columns: ['p'], parent: 'c', key: ['id'] }],
      },
      'p refers to c refers to p: a circle',
    ],
    [
      'a law of a copy',
      {
        tables: {
          p: { ...bare, rows: 5, columns: [...bare.columns, { name: 'x', kind: 'integer', law: 'poisson(3)' }] },
          c: { ...child({}), rows: 5, columns: [...child({}).columns, { name: 'x', kind: 'integer', law: 'poisson(3)' }] },
        },
        relations: [relation],
        copies: [{ child: 'c', column: 'x', via: ['c.p'], from: 'x' }],
      },
      'c.x: follows from another table',
    ],
    [
      'a contradiction within a table',
      {
        tables: {
          p: { ...bare, rows: 5, columns: [...bare.columns, { name: 'x', kind: 'integer', law: 'uniform(1, 9)', min: 1, max: 9 }] },
        },
        rules: ['p.x > 5', 'p.x < 3'],
      },
      'no row satisfies all of these',
    ],
  ]
  test.each(cases)('%s', (_, schema, message) => {
    expect(() => describedDatabase(parseDatabaseSchema(schema))).toThrow(message)
  })
})

test('the laws of a database that was described are the stated ones, about, and describe one like it', async () => {
  const schema = parseDatabaseSchema(shop)
  const rows = await sampleDatabase(describedDatabase(schema), { seed: 5, scale: 0.3 })
  const { schema: found, notes } = withDatabaseLaws(schema, rows)
  expect(notes.filter((note) => note.includes('before rows can be drawn'))).toEqual([])
  for (const [name, { rows: own }] of Object.entries(found.tables))
    expect(own).toBe(found.relations.some(({ child, owner }) => child === name && owner) ? undefined : rows[name]?.rows)
  expect(found.tables.lines?.order).toBe('line')
  expect(found.copies).toMatchObject([{ child: 'lines', column: 'price' }])
  const again = await sampleDatabase(describedDatabase(found))
  // Both the 450 customers that were fitted and those that are drawn have 2 orders each, give or take their own error.
  expect(Math.abs((again.orders?.rows as number) / 450 - 2)).toBeLessThan(errors * Math.sqrt((2 * 2) / 450))
})
