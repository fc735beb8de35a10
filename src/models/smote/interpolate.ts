import { columnOf } from '../../encode/column-of.js'
import { type Grid, gridOf, roundToGrid } from '../../encode/grid.js'
import type { Rng } from '../../random/rng.js'
import { sorted } from '../../stats/order/sorted.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'

/** The cells of a column, and how two of them are blended. Plain data. */
export interface BlendedColumn {
  readonly values: Float64Array | Int32Array
  /** Numbers that are kept as they are, like levels: nothing lies between a frequent 0 and an amount. */
  readonly apart: Float64Array
  readonly grid: Grid | null
}

/** A number that repeats in this share of the present rows stands apart. */
const apartShare = 0.1

export function blendedColumn(column: Column, schema: ColumnSchema): BlendedColumn {
  // Copied: the column may be a view of a larger buffer, which a saved model must not take along.
  const values = column.values.slice()
  if (!isNumberColumn(column)) return { values, apart: new Float64Array(), grid: null }
  const ascending = sorted(column.values)
  const apart: number[] = []
  const distinct: number[] = []
  for (let from = 0, to = 0; from < ascending.length; from = to) {
    while (to < ascending.length && ascending[to] === ascending[from]) to++
    distinct.push(ascending[from])
    if (to - from > 1 && to - from >= apartShare * ascending.length) apart.push(ascending[from])
  }
  const grid = gridOf(Float64Array.from(distinct), { decimals: schema.kind === 'numeric' ? schema.decimals : 0 })
  return { values, apart: Float64Array.from(apart), grid }
}

/**
 * The column of rows that lie the share `shares[i]` of the way from row `from[i]` to row `to[i]`. Levels, missing values and numbers
 * that stand apart are those of one end or of the other, of the nearer end more often.
 */
export function blend(
  { values, apart, grid }: BlendedColumn,
  schema: ColumnSchema,
  from: Int32Array,
  to: Int32Array,
  shares: Float64Array,
  rng: Rng,
): Column {
  const isNumber = values instanceof Float64Array
  const result = isNumber ? new Float64Array(from.length) : new Int32Array(from.length)
  for (let i = 0; i < from.length; i++) {
    const a = values[from[i]]
    const b = values[to[i]]
    const share = shares[i]
    const either = rng.uniform() < share ? b : a
    const between = isNumber && !Number.isNaN(a) && !Number.isNaN(b) && !apart.includes(a) && !apart.includes(b)
    result[i] = between ? numberBetween(a, b, share, grid) : either
  }
  return columnOf(schema, result)
}

function numberBetween(a: number, b: number, share: number, grid: Grid | null): number {
  if (a === b) return a
  const drawn = (1 - share) * a + share * b
  return grid ? roundToGrid(drawn, grid) : Math.min(Math.max(a, b), Math.max(Math.min(a, b), drawn))
}
