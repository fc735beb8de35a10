/** What the cells of a column are. `kinds` is the order in which inference and help name them. */
export const kinds = ['numeric', 'integer', 'categorical', 'ordinal', 'boolean', 'datetime', 'id', 'text'] as const
/** What a column is, such as `integer` or `datetime`. */
export type Kind = (typeof kinds)[number]

/** Numbers, or times in the unit of the schema since 1970-01-01; missing is `NaN`. */
export interface NumberColumn {
  readonly name: string
  readonly kind: 'numeric' | 'integer' | 'datetime'
  readonly values: Float64Array
}

/** Codes into `levels`; missing is -1. */
export interface CodeColumn {
  readonly name: string
  readonly kind: 'categorical' | 'ordinal' | 'boolean' | 'id' | 'text'
  readonly values: Int32Array
  readonly levels: readonly string[]
}

/** The cells of a column: numbers, or codes of levels. */
export type Column = NumberColumn | CodeColumn

export function isNumberColumn(column: Column): column is NumberColumn {
  return column.values instanceof Float64Array
}

export function isNumberKind(kind: Kind): kind is NumberColumn['kind'] {
  return kind === 'numeric' || kind === 'integer' || kind === 'datetime'
}

export function isMissing(column: Column, row: number): boolean {
  return isNumberColumn(column) ? Number.isNaN(column.values[row]) : (column.values[row] as number) < 0
}

/** Whether any cell is missing. Searched by the engine itself: no table is too small for that to be fast. */
export function hasMissing(column: Column): boolean {
  return isNumberColumn(column) ? column.values.includes(Number.NaN) : column.values.includes(-1)
}

export function countMissing(column: Column): number {
  let missing = 0
  for (let i = 0; i < column.values.length; i++) if (isMissing(column, i)) missing++
  return missing
}
