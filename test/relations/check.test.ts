import { expect, test } from 'vitest'
import { checkDatabase } from '../../src/relations/check.js'
import { linkRows, noRow, orphan } from '../../src/relations/links.js'
import { type DatabaseSchema, parseDatabaseSchema, relationName, type TableSchema } from '../../src/relations/schema.js'
import { databaseOf } from './support.js'

const shop = {
  customers: [
    { id: 'c1', city: 'Ulm' },
    { id: 'c2', city: 'Bonn' },
  ],
  orders: [
    { no: 1, customer: 'c2', total: 3 },
    { no: 2, customer: 'c1', total: 4 },
    { no: 3, customer: null, total: 5 },
  ],
}

const shopKeys = { customers: ['id'], orders: ['no'] }

function faultOf({ database, schema }: ReturnType<typeof databaseOf>): string {
  try {
    checkDatabase(database, schema)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

test('a schema comes back as it went out, and its relations are named after their columns', () => {
  const { database, schema } = databaseOf(shop, shopKeys, ['orders.customer -> customers.id'])
  expect(() => checkDatabase(database, schema)).not.toThrow()
  expect(parseDatabaseSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema)
  expect(schema.relations.map(relationName)).toEqual(['orders.customer'])
  expect(relationName({ child: 'flights', columns: ['origin', 'hour'] })).toBe('flights.(origin, hour)')
})

test('a schema that names what isn’t there, twice the same, or two owners is refused with everything that is wrong', () => {
  const { schema } = databaseOf(shop, shopKeys, [])
  const wrong = {
    ...schema,
    tables: { ...schema.tables, orders: { ...(schema.tables.orders as TableSchema), key: ['nr'] } },
    relations: [
      { child: 'orders', columns: ['customer'], parent: 'customers', key: ['id'], owner: true },
      { child: 'orders', columns: ['customer'], parent: 'orders', key: ['no'], owner: true },
      { child: 'orders', columns: ['customer', 'no'], parent: 'customers', key: ['id'] },
      { child: 'orders', columns: ['client'], parent: 'clients', key: ['id'] },
    ],
  }
  let message = ''
  try {
    parseDatabaseSchema(wrong, 'shop.json')
  } catch (error) {
    message = (error as Error).message
  }
  expect(message).toContain('shop.json: 6 problems')
  for (const part of [
    'orders.nr: no such column; the table has no, customer, total',
    'orders.customer: refers to customers and to orders; keep one of them in "relations"',
    'orders: two relations are its "owner"; keep one',
    "orders.(customer, no): 2 columns can't refer to 1 of customers",
    'orders.client: orders has no column client; it has no, customer, total',
    'orders.client: no table clients; there are customers, orders',
  ]) {
    expect(message).toContain(part)
  }
})

test('rows are linked by values as they are written, also of several columns and of numbers with texts', () => {
  const { database, schema } = databaseOf(
    {
      weather: [
        { origin: 'JFK', hour: 1, wind: 3 },
        { origin: 'JFK', hour: 2, wind: 4 },
        { origin: 'EWR', hour: 1, wind: 5 },
      ],
      flights: [
        { origin: 'EWR', hour: 1 },
        { origin: 'JFK', hour: 2 },
        { origin: 'JFK', hour: null },
        { origin: 'EWR', hour: 2 },
      ],
      notes: [{ about: '2' }, { about: 'x' }],
      numbers: [{ id: 1 }, { id: 2 }],
    },
    { weather: ['origin', 'hour'], numbers: ['id'] },
    ['flights.origin+hour -> weather.origin+hour', 'notes.about -> numbers.id'],
  )
  const [flights, notes] = schema.relations.map((relation) => linkRows(database, relation))
  expect([...(flights as Int32Array)]).toEqual([2, 1, noRow, orphan])
  expect([...(notes as Int32Array)]).toEqual([1, orphan])
})

test('repeated and missing keys, orphans, missing references and circles are told all at once, with examples and what to do', () => {
  const broken = databaseOf(
    {
      customers: [...shop.customers, { id: 'c2', city: 'Kiel' }, { id: null, city: 'Kiel' }],
      orders: [...shop.orders, { no: 4, customer: 'c9', total: 1 }],
      staff: [
        { id: 'a', boss: 'b' },
        { id: 'b', boss: 'c' },
        { id: 'c', boss: 'b' },
        { id: 'd', boss: null },
      ],
    },
    { ...shopKeys, staff: ['id'] },
    [['orders.customer -> customers.id', { nullable: false }], 'staff.boss -> staff.id'],
  )
  const message = faultOf(broken)
  for (const part of [
    'database: 5 problems',
    "customers.id: 1 value of the key is not unique ('c2' in 2 rows); mend them, or keep the first row of each with --keys first",
    'customers.id: the key is missing in 1 of 4 rows (first in row 4)',
    "orders.customer: 1 of 4 rows refer to no row of customers ('c9'); mend the rows, or choose with --orphans",
    'orders.customer: missing in 1 of 4 rows, but the schema says "nullable": false',
    "staff.boss: rows refer to each other in a circle ('b' → 'c' → …); mend them, or cut it with --orphans null",
  ]) {
    expect(message).toContain(part)
  }
})

test('keys that would agree as numbers, and a relation that most rows contradict, get the advice that helps', () => {
  const padded = databaseOf(
    { parents: [{ id: '001' }, { id: '002' }], rows: [{ of: '1' }, { of: '2' }, { of: '001' }, { of: '002' }] },
    { parents: ['id'] },
    ['rows.of -> parents.id'],
  )
  expect(faultOf(padded)).toContain('they would agree as numbers: write both in one way')
  const none = databaseOf({ parents: [{ id: 'a' }], rows: [{ of: 'x' }, { of: 'y' }, { of: 'a' }] }, { parents: ['id'] }, [
    'rows.of -> parents.id',
  ])
  expect(faultOf(none)).toContain('this is probably no relation')
})

test('a table or column that the database lacks is named before anything is read', () => {
  const { database, schema } = databaseOf(shop, shopKeys, ['orders.customer -> customers.id'])
  const { orders: _, ...rest } = database
  expect(faultOf({ database: rest, schema })).toBe('database: orders: the schema has this table, the database has only customers')
  expect(
    faultOf({ database: { ...rest, orders: (database.orders as never as { select(names: string[]): never }).select(['no']) }, schema }),
  ).toContain('orders.customer: no such column; the table has no')
  expect(faultOf({ database, schema: { ...schema, tables: {} } as DatabaseSchema })).toBe('database: no table at all')
})

test('orphans that are in no parent however they are written are not told to agree as numbers', () => {
  const missing = databaseOf(
    {
      p: [1, 2, 3, 4].map((id) => ({ id })),
      c: [1, 2, 3, 4, 1, 2, 3, 9].map((p, i) => ({ nr: i + 1, p })),
    },
    { p: ['id'], c: ['nr'] },
    ['c.p -> p.id'],
  )
  expect(faultOf(missing)).toMatch(/c\.p: 1 of 8 rows refer to no row of p \('9'\); mend the rows, or choose with --orphans/)
})
