import { type Column, isNumberColumn } from '../../table/column.js'
import { isComputed, sourcesOf } from '../../table/relations/relation.js'
import { type ProductRelation, type Relation, type Schema, type SumRelation, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { roundToDecimals } from '../../table/typing/number-format.js'
import { isScaled } from '../scaled.js'
import { toShares } from '../scales.js'
import { activeRelations, columnDecimals } from './active.js'
import { type CellsOf, computedAt, floorAt } from './values.js'

/** The column as a model sees it: its distance from what lies below, if an order says so, or its share of its group; else null. */
export function relatedColumn(name: string, table: Table, schema: Schema, modelled: Schema): Column | null {
  const relation = activeRelations(schema).find(({ column, kind }) => (kind === 'order' || kind === 'multiple') && column === name)
  const scaled = schema.columns.find((column) => column.name === name)
  if (!relation && scaled && isScaled(scaled)) return toShares(scaled, table)
  const own = schemaColumn(modelled, name)
  const cells = cellsOfTable(table)
  if (relation?.kind === 'multiple') {
    return { name, kind: own.kind, values: cells(name).map((value) => Math.round(value / relation.step) + 0) } as Column
  }
  if (relation?.kind !== 'order') return null
  const decimals = columnDecimals(own)
  const floor = floorAt(relation, schema, cells)
  const values = cells(name).map((value, row) => {
    const distance = value - floor(row)
    return decimals === null || Number.isNaN(distance) ? distance : roundToDecimals(distance, decimals) + 0
  })
  return { name, kind: own.kind, values } as Column
}

function cellsOfTable(table: Table): CellsOf {
  return (name) => table.column(name).values as Float64Array
}

/** Rows that may break a relation, as a share: as many as where it was found. */
const mostBroken = 0.005

/** The schema with those of its relations that the rows don't contradict. */
export function observedRelations(schema: Schema, table: Table): Schema {
  if (!schema.relations) return schema
  return {
    ...schema,
    relations: schema.relations.filter((relation) => brokenRows(relation, table, schema).length <= mostBroken * table.rows),
  }
}

/** Rows in which a relation that was read off rows doesn't hold, although all its columns have a value; rounding is allowed for. */
export function brokenRows(relation: Relation, table: Table, schema: Schema): number[] {
  if (relation.kind === 'formula' || relation.kind === 'multiple') return []
  const names = [relation.column, ...sourcesOf(relation)]
  if (!names.every((name) => table.has(name) && isNumberColumn(table.column(name)))) return []
  const cellsOf = cellsOfTable(table)
  const own = cellsOf(relation.column)
  const broken: number[] = []
  if (isComputed(relation)) {
    const value = computedAt(relation, { get: (name) => table.column(name) }, schema)
    const tolerance = roundingOf(relation, value, schema)
    for (let row = 0; row < own.length; row++) if (Math.abs(own[row] - value(row)) > tolerance(row)) broken.push(row)
  } else {
    const lows = relation.least.map(cellsOf)
    for (let row = 0; row < own.length; row++) if (lows.some((cells) => cells[row] > own[row])) broken.push(row)
  }
  return broken
}

/** How far a value may be off: half a unit of its last decimal, what rows were seen to be off, and what floating-point arithmetic leaves. */
function roundingOf(relation: SumRelation | ProductRelation, value: (row: number) => number, schema: Schema): (row: number) => number {
  const decimals = columnDecimals(schemaColumn(schema, relation.column))
  const fixed = (relation.tolerance ?? 0) + (decimals === null ? 0 : 0.5 / Number(`1e${decimals}`))
  return (row) => fixed + 1e-9 * (1 + Math.abs(value(row)))
}
