import { createRng } from '../../../src/random/rng.js'
import type { SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { DeclaredTable } from '../../../src/table/typing/declared-table.js'
import type { Known } from '../../support/tables.js'

/** Models of rows that can be fitted with differential privacy. */
export const privately = ['mst', 'aim', 'bayesian-network', 'gaussian-copula', 'independent'] as const

/** A table of row objects under a public schema. */
export function publicly(rows: readonly object[], columns: SchemaInput['columns']): Known {
  const schema = parseSchema({ columns })
  const table = new DeclaredTable(schema)
  for (const row of rows) table.pushObject(row)
  return { table: table.finish({ format: 'rows', wellFormed: false }), schema }
}

/** Columns of every kind, as somebody who never saw a row would describe them. */
export const memberColumns: SchemaInput['columns'] = [
  { name: 'person', kind: 'id', role: 'key', pattern: 'P{n:5}', nullable: true },
  { name: 'age', kind: 'integer', min: 0, max: 99, nullable: false },
  { name: 'income', kind: 'numeric', decimals: 2, min: 0, max: 9999, nullable: true },
  { name: 'weight', kind: 'numeric', min: 0, max: 1, nullable: false },
  { name: 'since', kind: 'datetime', format: '%Y-%m-%d', unit: 'day', min: 10_957, max: 18_262, nullable: false },
  { name: 'job', kind: 'categorical', levels: ['cook', 'clerk', 'driver', 'nurse', 'pilot'], nullable: true },
  { name: 'size', kind: 'ordinal', levels: ['small', 'medium', 'large'], nullable: false },
  { name: 'member', kind: 'boolean', levels: ['no', 'yes'], role: 'target', nullable: false },
  { name: 'comment', kind: 'text', policy: 'placeholder', nullable: true },
]

/** Rows of those columns, three to a person: jobs go with sizes, incomes with ages, and clerks have no income. */
export function memberRows(count: number, seed = 1): Record<string, unknown>[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, (_, i) => {
    const age = 18 + rng.integer(60)
    const job = rng.integer(4)
    return {
      person: `P${String(Math.floor(i / 3)).padStart(5, '0')}`,
      age,
      income: job === 1 ? null : 20 * age + rng.integer(2000) / 100,
      weight: rng.uniform(),
      since: new Date(Date.UTC(2000, 0, 1 + rng.integer(7000))).toISOString().slice(0, 10),
      job: rng.uniform() < 0.1 ? null : ['cook', 'clerk', 'driver', 'nurse'][job],
      size: ['small', 'medium', 'large'][job % 3],
      member: rng.uniform() < age / 100 ? 'yes' : 'no',
      comment: rng.uniform() < 0.3 ? null : 'hello there',
    }
  })
}

export function members(count: number, seed = 1): Known {
  return publicly(memberRows(count, seed), memberColumns)
}

/** Sequences of a few rows, in time. */
export const visitColumns: SchemaInput['columns'] = [
  { name: 'who', kind: 'id', role: 'sequence-key', pattern: 'W{n:5}' },
  { name: 'when', kind: 'datetime', role: 'order', format: '%Y-%m-%d', unit: 'day', min: 18_262, max: 19_000, nullable: false },
  { name: 'state', kind: 'categorical', levels: ['new', 'active', 'idle', 'gone'], nullable: false },
  { name: 'amount', kind: 'numeric', decimals: 0, min: 0, max: 50, nullable: true },
]
/** Sequences that begin as new, go on as active or idle, and end when they are gone, or after `length` rows. */
export function visits(count: number, length = 6, seed = 2): Record<string, unknown>[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, (_, i) => {
    let day = 18_262 + rng.integer(300)
    let state = 'new'
    const rows: Record<string, unknown>[] = []
    for (let row = 0; row < length; row++) {
      const amount = state === 'idle' ? null : (state === 'new' ? 10 : 30) + rng.integer(5)
      rows.push({ who: `W${i}`, when: new Date(day * 86_400_000).toISOString().slice(0, 10), state, amount })
      if (state === 'gone') break
      state = state === 'new' ? 'active' : (['active', 'idle', 'gone'][rng.integer(3)] as string)
      day += 7 + rng.integer(7)
    }
    return rows
  }).flat()
}
