import { isNumberColumn } from '../column.js'
import { formsBeside } from '../forms/form.js'
import type { ColumnSchema, Schema } from '../schema.js'
import type { Table } from '../table.js'

/** A column of numbers that may take part in relations. */
export interface Candidate {
  readonly schema: ColumnSchema
  readonly name: string
  readonly cells: Float64Array
  /** The step of the last decimal, or what a double resolves where there is no fixed number of decimals. */
  readonly unit: number
  readonly sd: number
  readonly isTime: boolean
  /** May follow from others: no target, and not what puts rows in line. */
  readonly canFollow: boolean
}

/** Columns with more than this share of gaps take no part in sums and products. */
export const mostMissing = 0.5
/** More decimals than this are no fixed number of them: doubles as they were computed. */
const mostDecimals = 8

/** Numbers of several scales add up to nothing. */
function isScaled(column: ColumnSchema): boolean {
  return 'scaleBy' in column && column.scaleBy !== undefined
}

/** The number columns of a table that vary, and that don't follow from another one already. */
export function candidatesOf(table: Table, schema: Schema): Candidate[] {
  const followers = new Set(schema.dependencies.map(({ to }) => to))
  return schema.columns.flatMap((column): Candidate[] => {
    const cells = table.has(column.name) ? table.column(column.name) : null
    if (!cells || !isNumberColumn(cells) || followers.has(column.name) || column.role.endsWith('key') || isScaled(column)) return []
    const { values } = cells
    let [least, greatest, count, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0]
    for (const value of values) {
      if (Number.isNaN(value)) continue
      if (value < least) least = value
      if (value > greatest) greatest = value
      sum += value
      count++
    }
    // Sums of squares of larger numbers overflow.
    if (!(least < greatest) || Math.max(Math.abs(least), Math.abs(greatest)) > 1e100) return []
    const mean = sum / count
    let squares = 0
    for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2
    const decimals = column.kind === 'numeric' ? column.decimals : 0
    const resolved = Math.max(Math.abs(least), Math.abs(greatest)) * 1e-12
    return [
      {
        schema: column,
        name: column.name,
        cells: values,
        unit: decimals === null || decimals > mostDecimals ? resolved : Number(`1e-${decimals}`),
        sd: Math.sqrt(squares / count),
        isTime: column.kind === 'datetime',
        canFollow: column.role === 'feature' && !formsBeside(column.name, schema),
      },
    ]
  })
}
