import { beforeAll, describe, expect, test } from 'vitest'
import type { RelationalModel } from '../../../src/models/relational/state.js'
import { fitDatabase, sampleDatabase } from '../../../src/pipeline/jobs/database.js'
import { cellAt } from '../../../src/relations/carried/agreement.js'
import { carriedShare, withCarried } from '../../../src/relations/carried/carried.js'
import type { Database } from '../../../src/relations/database.js'
import type { Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole, noise } from './support.js'

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
const round = (value: number): number => Math.round(value * 100) / 100

/** A shop in which much is written twice. A tenth of the orders goes elsewhere. */
function shop(shuffled = false) {
  const word = (i: number): string =>
    numbers(9)
      .map((k) => 'abcdefghijklmnop'[Math.floor(16 * noise(i + 9 * k, 3))])
      .join('')
  const customers = numbers(150).map((i) => ({
    id: i + 1,
    street: word(i),
    level: ['gold', 'silver', 'none'][Math.floor(3 * noise(i, 4))] as string,
  }))
  const products = numbers(40).map((i) => ({ sku: i + 1, price: round(1 + 30 * noise(i, 5)), kind: i % 2 ? 'food' : 'toy' }))
  const orders = numbers(400).map((i) => {
    const customer = customers[Math.floor(150 * noise(i, 6))] as (typeof customers)[number]
    const other = customers[Math.floor(150 * noise(i, shuffled ? 7 : 6))] as (typeof customers)[number]
    const elsewhere = noise(i, 8) < 0.1 ? (customers[(customer.id + 13) % 150] as (typeof customers)[number]) : other
    return { id: i + 1, customer: customer.id, day: Math.floor(1000 * noise(i, 9)), ship: elsewhere.street, level: other.level }
  })
  const lines = orders.flatMap((order, o) =>
    numbers(1 + (o % 3)).map((line) => {
      const product = products[Math.floor(40 * noise(o * 3 + line, 10))] as (typeof products)[number]
      const priced = shuffled ? (products[Math.floor(40 * noise(o * 3 + line, 11))] as (typeof products)[number]) : product
      return { order: order.id, product: product.sku, price: priced.price, amount: 1 + Math.floor(4 * noise(o + line, 12)) }
    }),
  )
  const total = (id: number): number =>
    round(lines.filter((line) => line.order === id).reduce((sum, { price, amount }) => sum + price * amount, 0))
  const full = orders.map((order, i) => {
    const sum = total(shuffled ? 1 + Math.floor(400 * noise(i, 13)) : order.id)
    return { ...order, total: sum, fee: 5, gross: round(sum * 1.2) }
  })
  const spent = customers.map((customer) => {
    const own = full.filter((order) => order.customer === customer.id)
    return { ...customer, last: own.length === 0 ? null : own.reduce((most, { day }) => Math.max(most, day), 0), orders: own.length }
  })
  return databaseOf(
    { customers: shuffled ? customers : spent, products, orders: full, lines },
    { customers: ['id'], products: ['sku'], orders: ['id'] },
    ['orders.customer -> customers.id', 'lines.order -> orders.id', 'lines.product -> products.sku'],
  )
}

const { database, schema } = shop()

test('copies and totals are found, with the share of rows in which they hold, and none where nothing hangs together', () => {
  const { copies = [], totals = [] } = withCarried(database, schema)
  expect(copies.map(({ child, column, from, share }) => [`${child}.${column}`, from, share === 1])).toEqual([
    ['orders.level', 'level', true],
    ['orders.ship', 'street', false],
    ['lines.price', 'price', true],
  ])
  expect(totals.map(({ parent, column, what, columns, share }) => [`${parent}.${column}`, what, columns, share])).toEqual([
    ['customers.last', 'max', ['day'], 1],
    ['customers.orders', 'count', [], 1],
    ['orders.total', 'sum', ['price', 'amount'], 1],
  ])
  const other = shop(true)
  expect(withCarried(other.database, other.schema)).toMatchObject({ copies: [], totals: [] })
})

describe('rows that are drawn', () => {
  let model: RelationalModel
  let drawn: Database
  beforeAll(async () => {
    model = await fitDatabase(database, { schema, options: { trees: 3 } })
    drawn = await sampleDatabase(model, { seed: 2, scale: 2 })
  })

  test('have what their model says of other tables, each as often as the rows that it learned', () => {
    expectWhole(drawn, model.schema)
    for (const carried of [...(model.schema.copies ?? []), ...(model.schema.totals ?? [])]) {
      const share = carriedShare(drawn, model.schema, carried) as number
      if (carried.share === 1) expect(share, carried.column).toBe(1)
      // About 800 orders, of which each goes elsewhere or not: five standard deviations are .05.
      else expect(Math.abs(share - carried.share), carried.column).toBeLessThan(0.05)
    }
  })

  test('agree with what is computed from these within their row', () => {
    const orders = drawn.orders as Table
    const [total, gross] = ['total', 'gross'].map((name) => orders.column(name).values as Float64Array) as [Float64Array, Float64Array]
    total.forEach((value, row) => {
      expect(gross[row]).toBeCloseTo(value * 1.2, 1)
    })
  })

  test('repeat no real text: what is copied of a column that is made anew is made anew', () => {
    const real = new Set(numbers(150).map((row) => cellAt((database.customers as Table).column('street'), row)))
    const ship = (drawn.orders as Table).column('ship')
    const repeated = numbers((drawn.orders as Table).rows).filter((row) => real.has(cellAt(ship, row)))
    expect(repeated.map((row) => cellAt(ship, row))).toEqual([])
  })
})
