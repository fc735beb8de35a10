import type { Column } from '../../table/column.js'
import { wholePower } from '../../table/relations/relation.js'
import {
  type ColumnSchema,
  type FormulaRelation,
  type OrderRelation,
  type ProductRelation,
  type Schema,
  type SumRelation,
  schemaColumn,
} from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { roundToDecimals } from '../../table/typing/number-format.js'
import { ruleParts } from '../loaded-parts.js'
import { columnDecimals, maxOf, minOf } from './active.js'

/** The cells of a number column, by its name. */
export type CellsOf = (name: string) => Float64Array

export function cellsIn(columns: ColumnsByName): CellsOf {
  return (name) => columns.get(name)?.values as Float64Array
}

/** Columns by their names. */
export interface ColumnsByName {
  get(name: string): Column | undefined
}

/** What the terms of a sum, product or formula make in a row, before rounding; NaN where one is missing. */
export function computedAt(
  relation: SumRelation | ProductRelation | FormulaRelation,
  columns: ColumnsByName,
  schema: Schema,
): (row: number) => number {
  if (relation.kind === 'formula') {
    const sources = new Table(relation.sources.map((name) => columns.get(name) as Column))
    const values = ruleParts.loaded.compileFormula(relation.expression, schema)(sources)
    return (row) => values[row]
  }
  const cellsOf = cellsIn(columns)
  if (relation.kind === 'sum') {
    const terms = relation.terms.map(({ column, factor }) => ({ cells: cellsOf(column), factor }))
    return (row) => terms.reduce((sum, { cells, factor }) => sum + factor * cells[row], relation.constant)
  }
  const terms = relation.terms.map(({ column, power }) => ({ cells: cellsOf(column), power }))
  return (row) => terms.reduce((product, { cells, power }) => product * wholePower(cells[row], power), relation.factor)
}

/** The greatest of what lies below a column in a row; where all of it is missing, the least that it may be. */
export function floorAt({ least }: OrderRelation, schema: Schema, cellsOf: CellsOf): (row: number) => number {
  const lows = least.map(cellsOf)
  const mins = least.map((name) => minOf(schemaColumn(schema, name)) ?? 0)
  const anchor = Math.min(...mins)
  return (row) => {
    let greatest = Number.NEGATIVE_INFINITY
    for (const cells of lows) if (cells[row] > greatest) greatest = cells[row]
    return greatest === Number.NEGATIVE_INFINITY ? anchor : greatest
  }
}

/** A number as the column has it: with its decimals, or whole. Infinities that overflow made are missing. */
export function rounded(value: number, schema: ColumnSchema): number {
  const decimals = columnDecimals(schema)
  if (!Number.isFinite(value)) return Number.NaN
  return (decimals === null ? value : roundToDecimals(value, decimals)) + 0
}

/** The value at a distance above `floor`: on the grid of the column, never below the floor, and turned back at the greatest value there is. */
export function atDistance(floor: number, distance: number, schema: ColumnSchema, { step, origin = 0 }: OrderRelation): number {
  if (Number.isNaN(distance)) return Number.NaN
  const max = maxOf(schema)
  let value = floor + Math.max(0, distance)
  if (max !== null && value > max) value = max > floor ? max - ((value - max) % (max - floor)) : floor
  const decimals = columnDecimals(schema)
  const grid = step ?? (decimals === null ? 0 : Number(`1e-${decimals}`))
  if (grid === 0) return value
  const nearest = step === undefined ? rounded(value, schema) : rounded(origin + Math.round((value - origin) / step) * step, schema)
  // Rounding may lead below the floor, where that is on a finer grid.
  return nearest >= floor ? nearest : rounded(nearest + grid, schema)
}
