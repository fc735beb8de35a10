import { type Column, isMissing, isNumberColumn, type NumberColumn } from '../../table/column.js'
import { type ColumnSchema, schemaColumn } from '../../table/schema.js'
import type { SearchedTable } from './candidate.js'

/** A column as codes 0, 1, ... of its values in the order in which they come; -1 where it is missing. */
export interface RankedColumn {
  readonly column: Column
  readonly schema: ColumnSchema
  readonly codes: Int32Array
  /** Rows of each code. */
  readonly counts: readonly number[]
  /** A row of each code. */
  readonly rows: readonly number[]
  readonly present: number
}

export function codedColumns({ table, schema }: SearchedTable): RankedColumn[] {
  return table.columns.map((column) => coded(column, schemaColumn(schema, column.name)))
}

function coded(column: Column, schema: ColumnSchema): RankedColumn {
  const known = new Map<number, number>()
  const counts: number[] = []
  const rows: number[] = []
  const codes = new Int32Array(column.values.length).fill(-1)
  let present = 0
  for (let row = 0; row < codes.length; row++) {
    if (isMissing(column, row)) continue
    const value = column.values[row]
    let code = known.get(value)
    if (code === undefined) {
      code = counts.length
      known.set(value, code)
      counts.push(0)
      rows.push(row)
    }
    codes[row] = code
    counts[code] += 1
    present++
  }
  return { column, schema, codes, counts, rows, present }
}

/** Columns of numbers and times that vary. */
export function numberColumns({ table, schema }: SearchedTable): { readonly column: NumberColumn; readonly schema: ColumnSchema }[] {
  return table.columns.flatMap((column) => {
    const own = schemaColumn(schema, column.name)
    if (!isNumberColumn(column) || own.role.endsWith('key')) return []
    const first = column.values.find((value) => !Number.isNaN(value))
    return column.values.some((value) => !Number.isNaN(value) && value !== first) ? [{ column, schema: own }] : []
  })
}

/** The values that there are, ascending. */
export function ascending(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort()
}

/** Digits after the point of a number as it is written shortest. */
export function decimalPlaces(value: number): number {
  const [mantissa, exponent = '0'] = String(value).split('e') as [string, string?]
  const point = mantissa.indexOf('.')
  return Math.max(0, (point < 0 ? 0 : mantissa.length - point - 1) - Number(exponent))
}
