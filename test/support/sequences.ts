import { createRng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { rawFromRows } from '../../src/table/rows.js'
import type { Roles } from '../../src/table/schema.js'
import { decode } from '../../src/table/typing/decode.js'
import type { Known } from './tables.js'

/** A table of row objects whose key `id` ties rows together, in the order of the column `at` if there is one. */
export function knownSequences(rows: readonly object[], roles: Roles = {}): Known {
  const raw = rawFromRows(rows)
  const order = raw.columns.some(({ name }) => name === 'at') ? { order: 'at' } : {}
  const { schema } = inferSchema(raw, { roles: { key: 'id', ...order, ...roles } })
  return { table: decode(raw, schema), schema }
}

const day = 86_400_000
const next: Readonly<Record<string, readonly string[]>> = {
  home: ['home', 'shop', 'shop', 'help'],
  shop: ['shop', 'shop', 'cart', 'home'],
  cart: ['cart', 'shop', 'home', 'home'],
  help: ['home', 'help'],
}

/** Visits of customers: every kind of column, some the same in all visits of a customer, dependences, gaps, and 2 to 10 visits each. */
export function visits(customers: number, seed = 1): Known {
  const rng = createRng(seed)
  const pick = <T>(values: readonly T[]): T => values[rng.integer(values.length)] as T
  const rows: object[] = []
  for (let i = 0; i < customers; i++) {
    const region = pick(['north', 'south', 'east'])
    const member = rng.uniform() < 0.3
    let page = 'home'
    let time = Date.UTC(2020, 0, 1) + day * rng.integer(300)
    let amount = 20 + 60 * rng.uniform()
    for (let visit = 2 + rng.integer(9); visit > 0; visit--) {
      rows.push({
        id: `C-${String(100_000 + ((i * 7919) % 900_000))}`,
        at: new Date(time).toISOString().slice(0, 10),
        region,
        member,
        page,
        amount: rng.uniform() < 0.1 ? null : Math.round(100 * amount) / 100,
        clicks: rng.integer(5) * (page === 'shop' ? 2 : 1),
        note: `Note ${rng.integer(1e6)} of a visit to ${page} in the ${region}, number ${rows.length}`,
      })
      page = pick(next[page] as readonly string[])
      time += day * (member ? 7 : 1 + rng.integer(30))
      amount = 0.8 * amount + 0.4 * 50 * rng.uniform()
    }
  }
  return knownSequences(rows)
}
