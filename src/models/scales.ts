import { distinctValues } from '../encode/distinct-values.js'
import { marginOfDistinct, type NumberMargin, numberInterval } from '../encode/number-margin.js'
import { numberQuantiles, shareScale } from '../encode/quantile.js'
import { type Column, isNumberColumn, type NumberColumn } from '../table/column.js'
import { decimalsButNoise } from '../table/kinds/numbers/grids.js'
import type { ColumnSchema, IntegerSchema, NumericSchema, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { shortestDecimals } from '../table/typing/number-format.js'
import { isScaled, type Scaled } from './scaled.js'

/** Points of a group's distribution, and fewest rows of a group that has one of its own. */
const knots = 100
const fewestRows = 5
/** What groups of fewer rows, and rows of no group, share: the distribution of all of them, or of the column if there are none. */
const others = ''

/** The schema with the distribution of each group where a column's scale depends on one. */
export function withScales(schema: Schema, table: Table): Schema {
  const columns = schema.columns.map((column): ColumnSchema => {
    if ((column.kind !== 'numeric' && column.kind !== 'integer') || column.scaleBy === undefined || !table.has(column.scaleBy))
      return column
    const groups = table.column(column.scaleBy)
    if (isNumberColumn(groups)) return column
    return { ...column, margins: marginsOf(table.column(column.name) as NumberColumn, groups, column) }
  })
  return { ...schema, columns }
}

function marginsOf(
  { values }: NumberColumn,
  groups: Exclude<Column, NumberColumn>,
  schema: NumericSchema | IntegerSchema,
): Record<string, NumberMargin> {
  const rows = groups.levels.map((): number[] => [])
  const rest: number[] = []
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) (rows[groups.values[row]] ?? rest).push(values[row])
  }
  const margins: Record<string, NumberMargin> = {}
  groups.levels.forEach((level, code) => {
    const own = rows[code]
    if (own.length >= fewestRows && level !== others) margins[level] = marginOf(own, schema)
    else rest.push(...own)
  })
  return { ...margins, [others]: marginOf(rest.length > 0 ? rest : Array.from(values).filter((value) => !Number.isNaN(value)), schema) }
}

/** A group's distribution on its own grid. */
function marginOf(values: readonly number[], schema: NumericSchema | IntegerSchema): NumberMargin {
  const cells = Float64Array.from(values)
  const decimals = schema.kind === 'integer' ? 0 : (decimalsButNoise(cells) ?? decimalsOfAll(cells))
  const precision = { decimals: decimals === null ? (schema.kind === 'numeric' ? schema.decimals : 0) : decimals }
  return marginOfDistinct(distinctValues(cells, precision), precision, knots)
}

/** Digits after the point that a few values need; null where one has all those of a double. */
function decimalsOfAll(cells: Float64Array): number | null {
  let most: number | null = 0
  for (let i = 0; i < cells.length && most !== null; i++) most = shortestDecimals(cells[i], false, most)
  return most
}

/** The numbers as shares of their groups. */
export function toShares(schema: Scaled, table: Table): Column {
  const values = table.column(schema.name).values
  const marginAt = marginsAt(schema, table.column(schema.scaleBy))
  return {
    name: schema.name,
    kind: 'numeric',
    values: Float64Array.from(values, (value, row) => {
      if (Number.isNaN(value)) return value
      const [low, high] = numberInterval(marginAt(row), value)
      return (low + high) / 2
    }),
  }
}

function marginsAt({ margins }: Scaled, groups: Column): (row: number) => NumberMargin {
  const rest = margins[others] as NumberMargin
  if (isNumberColumn(groups)) return () => rest
  const ofLevel = groups.levels.map((level) => (Object.hasOwn(margins, level) ? (margins[level] as NumberMargin) : rest))
  return (row) => ofLevel[groups.values[row]] ?? rest
}

/** Turns shares of groups back into numbers, where a model drew such. */
export function fromShares(columns: Map<string, Column>, schema: Schema): void {
  for (const own of schema.columns) {
    const shares = columns.get(own.name)
    const groups = isScaled(own) ? columns.get(own.scaleBy) : undefined
    if (!isScaled(own) || !shares || !groups) continue
    const marginAt = marginsAt(own, groups)
    const ofMargin = new Map<NumberMargin, number[]>()
    for (let row = 0; row < shares.values.length; row++) {
      if (Number.isNaN(shares.values[row])) continue
      const rows = ofMargin.get(marginAt(row))
      if (rows) rows.push(row)
      else ofMargin.set(marginAt(row), [row])
    }
    const values = new Float64Array(shares.values.length).fill(Number.NaN)
    for (const [margin, rows] of ofMargin) {
      const found = new Float64Array(rows.length)
      numberQuantiles(margin, shareScale)(
        Float64Array.from(rows, (row) => Math.min(1 - 1e-9, Math.max(1e-9, shares.values[row]))),
        found,
      )
      rows.forEach((row, i) => {
        values[row] = found[i]
      })
    }
    columns.set(own.name, { name: own.name, kind: own.kind, values })
  }
}
