import { createRng } from '../../../src/random/rng.js'
import { databaseOf } from '../../relations/support.js'

type Row = Readonly<Record<string, string | number>>

/**
 * Customers with a level that their orders share, orders whose sums follow it, and goods, drawn at random: in truth, orders of a customer are alike,
 * and their number follows the level. `alike: false` draws the same tables without any of it.
 */
export function shop(seed: number, { alike = true, customers = 160 } = {}) {
  const rng = createRng(seed)
  const tables = { customers: [] as Row[], goods: [] as Row[], orders: [] as Row[] }
  for (let i = 0; i < 20; i++) tables.goods.push({ good_id: i + 1, price: 1 + rng.integer(50) })
  let order = 0
  for (let i = 1; i <= customers; i++) {
    const level = rng.integer(3)
    tables.customers.push({ customer_id: i, level: 'abc'[level] as string })
    const rows = alike ? ([1, 2, 8][level] as number) + rng.integer(2) : 2 + rng.integer(5)
    for (let j = 0; j < rows; j++) {
      const sum = alike ? 100 * level + rng.integer(40) : rng.integer(300)
      tables.orders.push({ order_id: ++order, customer_id: i, good_id: 1 + rng.integer(20), sum })
    }
  }
  return databaseOf(tables, { customers: ['customer_id'], goods: ['good_id'], orders: ['order_id'] }, [
    'orders.customer_id -> customers.customer_id',
    'orders.good_id -> goods.good_id',
  ])
}
