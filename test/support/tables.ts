import { createRng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { rawFromRows } from '../../src/table/rows.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import { decode } from '../../src/table/typing/decode.js'

export interface Known {
  readonly table: Table
  readonly schema: Schema
}

/** A table of row objects with its inferred schema. */
export function known(rows: readonly object[]): Known {
  const raw = rawFromRows(rows)
  const { schema } = inferSchema(raw)
  return { table: decode(raw, schema), schema }
}

/** A row of `people`, as far as tests look at it. */
export interface Person {
  readonly id: string
  readonly age: number
  readonly job: string
  readonly income: number | null
  readonly member: boolean
  readonly size: string
}

/** A table of every kind of column, with dependences and missing values. */
export function people(rows: number, seed = 1): Known {
  const rng = createRng(seed)
  return known(
    Array.from({ length: rows }, (_, i) => {
      const age = 17 + Math.floor(70 * rng.uniform() ** 1.5)
      const job = age > 65 ? 'retired' : ['cook', 'clerk', 'driver', 'nurse'][rng.integer(4)]
      const income = job === 'retired' ? null : Math.round(1000 * age * (0.5 + rng.uniform())) / 100
      return {
        id: `P-${String(i + 1).padStart(6, '0')}`,
        age,
        job,
        income,
        gains: rng.uniform() < 0.8 ? 0 : Math.round(10_000 * rng.uniform()),
        member: rng.uniform() < age / 100,
        since: new Date(Date.UTC(2000, 0, 1 + rng.integer(9000))).toISOString().slice(0, 10),
        size: ['small', 'medium', 'large'][rng.integer(3)],
        comment: rng.uniform() < 0.3 ? null : `Comment number ${i} of somebody who wrote ${rng.integer(1e6)} things`,
      }
    }),
  )
}
