import { permuteIndex } from '../../../src/random/permutation.js'
import { checkDatabase } from '../../../src/relations/check.js'
import type { Database } from '../../../src/relations/database.js'
import type { DatabaseSchema } from '../../../src/relations/schema.js'
import { databaseOf } from '../../relations/support.js'

/** Everything that makes a database whole: keys unique, every reference to a row that is there. Throws otherwise. */
export function expectWhole(database: Database, schema: DatabaseSchema): void {
  checkDatabase(database, { ...schema, relations: schema.relations.map((relation) => ({ ...relation })) })
}

/** A number in [0, 1) that an index names. */
export const noise = (i: number, seed = 1): number => permuteIndex(i % 4096, 4096, seed) / 4096

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** Customers with orders of several items each, and products. */
export function shop(): ReturnType<typeof databaseOf> {
  const customers = numbers(120).map((i) => ({
    id: `C-${1000 + i}`,
    city: ['Ulm', 'Bonn', 'Kiel'][i % 3] as string,
    age: 20 + Math.floor(50 * noise(i)),
  }))
  const products = numbers(30).map((i) => ({ id: i + 1, price: Math.round(100 * noise(i, 5)) / 10, kind: i % 2 ? 'food' : 'toy' }))
  const orders = customers
    .flatMap((customer, c) =>
      numbers(c % 4).map((k) => ({ customer: customer.id, day: 10 * k + (c % 7), big: customer.age > 45 ? 'y' : 'n' })),
    )
    .map((order, i) => ({ id: i + 1, ...order }))
  const items = orders.flatMap((order, o) =>
    numbers(1 + (o % 3)).map((line) => ({ order: order.id, line: line + 1, product: 1 + ((o * 7 + line * 11) % 30), amount: 1 + (o % 5) })),
  )
  return databaseOf(
    { customers, products, orders, items },
    { customers: ['id'], products: ['id'], orders: ['id'], items: ['order', 'line'] },
    ['orders.customer -> customers.id', 'items.order -> orders.id', 'items.product -> products.id'],
  )
}
