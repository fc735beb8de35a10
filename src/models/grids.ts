import type { Rng } from '../random/rng.js'
import { type Column, isNumberColumn } from '../table/column.js'
import { isRepeated } from '../table/kinds/numbers/grids.js'
import type { NumericSchema, Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { roundToDecimals } from '../table/typing/number-format.js'
import { activeRelations } from './relations/active.js'

/** Stream of the choices of grids, apart from all that a model draws. */
const gridStream = -13
/** Most repeated values that are remembered: the most frequent. */
const mostRepeated = 2000

/** The schema with the values of each column of several grids that come back as they are, whatever grid others are on. */
export function withRepeatedValues(schema: Schema, table: Table): Schema {
  const columns = schema.columns.map((column) => {
    if (column.kind !== 'numeric' || !column.grids) return column
    const counts = new Map<number, number>()
    for (const value of table.column(column.name).values) counts.set(value, (counts.get(value) ?? 0) + 1)
    counts.delete(Number.NaN)
    return { ...column, repeated: repeatedAmong([...counts], table.rows) }
  })
  return { ...schema, columns }
}

/** The values of a column, given with their rows, that come back as they are. */
export function repeatedAmong(counts: readonly (readonly [value: number, rows: number])[], rows: number): number[] {
  const repeated = counts.filter(([, count]) => isRepeated(count, rows)).sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return repeated.slice(0, mostRepeated).map(([value]) => value)
}

/** The schema without what is put right after sampling: of rows that are copied, nothing is. */
export function asCopied(schema: Schema): Schema {
  const { relations: _, ...rest } = schema
  const columns = rest.columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, grids: undefined, scaleBy: undefined }
      : column.kind === 'integer'
        ? { ...column, scaleBy: undefined }
        : column,
  )
  return { ...rest, columns }
}

/** Puts numbers on the grids that their region of the column has, each as often as it does there. Repeated values stay what they are. */
export function snapToGrids(columns: Map<string, Column>, schema: Schema, rng: Rng): void {
  // A model sees the distance of a column from those below it, which is on no grid of the column.
  const related = new Set(activeRelations(schema).map(({ column }) => column))
  schema.columns.forEach((own, position) => {
    const column = columns.get(own.name)
    if (own.kind !== 'numeric' || !own.grids || related.has(own.name) || !column || !isNumberColumn(column)) return
    columns.set(own.name, { ...column, values: onGrids(column.values, own, own.grids, rng.split(gridStream, position)) })
  })
}

function onGrids(
  values: Float64Array,
  { repeated = [] }: NumericSchema,
  grids: NonNullable<NumericSchema['grids']>,
  rng: Rng,
): Float64Array {
  const kept = new Set(repeated)
  return values.map((value) => {
    const u = rng.uniform()
    if (Number.isNaN(value) || kept.has(value)) return value
    const { shares } = grids.find(({ upTo }) => upTo === null || value <= upTo) ?? { shares: [] }
    let left = u
    const chosen = shares.find(({ share }) => {
      left -= share
      return left < 0
    })
    const step = (chosen ?? shares[shares.length - 1])?.step ?? 0
    return step === 0 ? value : roundToDecimals(Math.round(value / step) * step, placesOf(step)) + 0
  })
}

function placesOf(step: number): number {
  let places = 0
  while (places < 15 && Math.abs(roundToDecimals(step, places) - step) > 1e-12) places++
  return places
}
