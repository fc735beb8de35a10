import { createRng, type Rng } from '../../src/random/rng.js'
import type { Column } from '../../src/table/column.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

/** A population with everything the metrics look at: a correlated pair, a level that follows a number, and two columns missing together. */
export const schema: Schema = parseSchema({
  columns: [
    { name: 'height', kind: 'numeric', nullable: false },
    { name: 'weight', kind: 'numeric' },
    { name: 'visits', kind: 'integer', nullable: false },
    { name: 'size', kind: 'categorical', levels: ['large', 'medium', 'rare', 'small'], nullable: false },
    { name: 'rating', kind: 'ordinal', levels: ['bad', 'fair', 'good'] },
    { name: 'member', kind: 'id', pattern: '{n:1}' },
  ],
})

export function population(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const height = new Float64Array(rows)
  const weight = new Float64Array(rows)
  const visits = new Float64Array(rows)
  const size = new Int32Array(rows)
  const rating = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    height[i] = rng.normal()
    const missing = rng.uniform() < 0.3
    weight[i] = missing ? Number.NaN : 0.8 * (height[i] as number) + 0.6 * rng.normal()
    visits[i] = rng.uniform() < 0.5 ? 0 : Math.floor(rng.uniform() * 40)
    size[i] = rng.uniform() < 0.02 ? 2 : (height[i] as number) > 0.5 ? 0 : (height[i] as number) > -0.5 ? 1 : 3
    rating[i] = missing ? -1 : rng.integer(3)
  }
  return new Table([
    { name: 'height', kind: 'numeric', values: height },
    { name: 'weight', kind: 'numeric', values: weight },
    { name: 'visits', kind: 'integer', values: visits },
    { name: 'size', kind: 'categorical', values: size, levels: ['large', 'medium', 'rare', 'small'] },
    { name: 'rating', kind: 'ordinal', values: rating, levels: ['bad', 'fair', 'good'] },
    {
      name: 'member',
      kind: 'id',
      values: Int32Array.from({ length: rows }, (_, i) => i),
      levels: Array.from({ length: rows }, (_, i) => `m${i}`),
    },
  ])
}

/** The table with one column's values changed. */
export function withColumn(table: Table, name: string, change: (value: number, row: number) => number): Table {
  return new Table(
    table.columns.map((column) =>
      column.name === name ? ({ ...column, values: (column.values as Float64Array).map(change) } as Column) : column,
    ),
  )
}

/** The table with the rows of one column in another order. */
export function withPermuted(table: Table, name: string, rng: Rng): Table {
  const order = permutation(table.rows, rng)
  const { values } = table.column(name)
  return withColumn(table, name, (_, row) => values[order[row] as number] as number)
}

export function permutation(length: number, rng: Rng): number[] {
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

/** Paths of all numbers in a value that JSON can't hold. */
export function unwritable(value: unknown, path = '$'): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path]
  if (value === undefined) return [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => unwritable(inner, `${path}.${key}`))
}
