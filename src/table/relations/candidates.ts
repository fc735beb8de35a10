import { isNumberKind } from '../column.js'
import { formsBeside } from '../forms/form.js'
import type { ColumnSchema, Schema } from '../schema.js'
import type { ColumnSource } from '../table.js'

/** A column of numbers that may take part in relations. */
export interface CandidateColumn {
  readonly schema: ColumnSchema
  readonly name: string
  readonly cells: Float64Array
  /** The step of the last decimal, or what a double resolves where there is no fixed number of decimals. */
  readonly unit: number
  /** Whether there is a fixed number of decimals. */
  readonly hasGrid: boolean
  readonly sd: number
  readonly least: number
  readonly greatest: number
  readonly gaps: number
  /** Cells above 0. */
  readonly positive: number
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
export function candidatesOf(table: ColumnSource, schema: Schema): CandidateColumn[] {
  const followers = new Set(schema.dependencies.map(({ to }) => to))
  return schema.columns.flatMap((column): CandidateColumn[] => {
    const { name } = column
    if (!isNumberKind(column.kind) || !table.has(name) || followers.has(name) || column.role.endsWith('key') || isScaled(column)) return []
    const values = table.column(name).values as Float64Array
    const { least, greatest, gaps } = boundsOf(values)
    // Sums of squares of larger numbers overflow.
    if (!(least < greatest) || Math.max(Math.abs(least), Math.abs(greatest)) > 1e100) return []
    const decimals = column.kind === 'numeric' ? column.decimals : 0
    const hasGrid = decimals !== null && decimals <= mostDecimals
    const resolved = Math.max(Math.abs(least), Math.abs(greatest)) * 1e-12
    return [
      {
        schema: column,
        name,
        cells: values,
        unit: hasGrid ? Number(`1e-${decimals}`) : resolved,
        hasGrid,
        least,
        greatest,
        gaps,
        // Few columns come so far that it is asked for, or how far they spread.
        get positive() {
          return least > 0 ? values.length - gaps : greatest > 0 ? positiveIn(values) : 0
        },
        get sd() {
          return spreadOf(values, gaps)
        },
        isTime: column.kind === 'datetime',
        canFollow: column.role === 'feature' && !formsBeside(name, schema),
      },
    ]
  })
}

function boundsOf(values: Float64Array): Pick<CandidateColumn, 'least' | 'greatest' | 'gaps'> {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let gaps = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (value >= least && value <= greatest) continue
    if (Number.isNaN(value)) gaps++
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return { least, greatest, gaps }
}

function positiveIn(values: Float64Array): number {
  let count = 0
  for (let row = 0; row < values.length; row++) if ((values[row] as number) > 0) count++
  return count
}

function spreadOf(values: Float64Array, gaps: number): number {
  // Counted from about where they lie, as squares of large numbers leave nothing of small differences.
  const start = values.find(Number.isFinite) ?? 0
  let sum = 0
  let squares = 0
  for (let row = 0; row < values.length; row++) {
    const off = (values[row] as number) - start
    if (Number.isNaN(off)) continue
    sum += off
    squares += off * off
  }
  const count = values.length - gaps
  return Math.sqrt(Math.max(0, squares - sum ** 2 / count) / count)
}
