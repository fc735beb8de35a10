import type { Column, NumberColumn } from '../../table/column.js'
import { isComputed } from '../../table/relations/relation.js'
import { type Relation, type Schema, type SumRelation, schemaColumn } from '../../table/schema.js'
import { activeRelations, maxOf, minOf } from './active.js'
import { atDistance, type CellsOf, cellsIn, computedAt, floorAt, rounded } from './values.js'

/** Puts the columns together that a model didn't draw as they stand, in the map of those that it did. */
export function assembleRelated(columns: Map<string, Column>, schema: Schema, rows: number): void {
  for (const relation of activeRelations(schema)) {
    const values = valuesOf(relation, columns, schema, rows)
    const { name, kind } = schemaColumn(schema, relation.column)
    columns.set(name, { name, kind: kind as NumberColumn['kind'], values })
  }
}

function valuesOf(relation: Relation, columns: Map<string, Column>, schema: Schema, rows: number): Float64Array {
  const cellsOf = cellsIn(columns)
  const own = schemaColumn(schema, relation.column)
  if (relation.kind === 'multiple') {
    return cellsOf(relation.column).map((count) => rounded(count * relation.step, own))
  }
  if (!isComputed(relation)) {
    const floor = floorAt(relation, schema, cellsOf)
    return cellsOf(relation.column).map((distance, row) => atDistance(floor(row), distance, own, relation))
  }
  const value = computedAt(relation, columns, schema)
  const exact = Float64Array.from({ length: rows }, (_, row) => value(row))
  if (relation.kind === 'sum' && relation.step !== undefined) onOwnGrid(relation, exact, columns, schema)
  const computed = exact.map((value) => rounded(value, own))
  if (!relation.gaps) return computed
  // What has gaps of its own is put right where there is something to put right.
  return cellsOf(relation.column).map((drawn, row) => (Number.isNaN(drawn) || Number.isNaN(computed[row]) ? drawn : computed[row]))
}

/** Moves sums to multiples of their step, and the term that gives way with them: up where it would leave its bounds downwards. */
function onOwnGrid(
  { step = 1, absorbs, constant, terms }: SumRelation,
  sums: Float64Array,
  columns: Map<string, Column>,
  schema: Schema,
): void {
  const giving = columns.get(absorbs ?? '')
  const factor = terms.find(({ column }) => column === absorbs)?.factor
  if (!giving || factor === undefined) return
  const own = schemaColumn(schema, giving.name)
  const [least, greatest] = [minOf(own) ?? Number.NEGATIVE_INFINITY, maxOf(own) ?? Number.POSITIVE_INFINITY]
  const values = Float64Array.from(giving.values)
  for (let row = 0; row < sums.length; row++) {
    const sum = sums[row]
    if (Number.isNaN(sum)) continue
    const nearest = Math.round((sum - constant) / step) * step + constant
    const choices = [nearest, nearest + step, nearest - step].map((target) => ({
      target,
      term: rounded(values[row] + (target - sum) / factor, own),
    }))
    const { target, term } = choices.find(({ term }) => term >= least && term <= greatest) ?? choices[0]
    sums[row] = target
    values[row] = term
  }
  columns.set(giving.name, { ...giving, values } as Column)
}

/**
 * Makes filled cells agree with the known ones of their rows: of a known sum the last open term is what the others leave, what is open is put
 * together of what is known, and what lies below a known value lies below it. `open` says which cells of a column were filled.
 */
export function reconcileFilled(columns: Map<string, Column>, known: CellsOf, open: (name: string) => Uint8Array, schema: Schema): void {
  const cellsOf = cellsIn(columns)
  for (const relation of activeRelations(schema)) {
    const own = schemaColumn(schema, relation.column)
    const isOpen = open(relation.column)
    const before = known(relation.column)
    if (relation.kind === 'order') {
      const distances = cellsOf(relation.column)
      const floor = floorAt(relation, schema, cellsOf)
      const values = before.map((value, row) => (isOpen[row] ? atDistance(floor(row), distances[row], own, relation) : value))
      for (const low of relation.least) {
        const isLowOpen = open(low)
        const cells = Float64Array.from(cellsOf(low), (value, row) => (isLowOpen[row] && value > values[row] ? values[row] : value))
        columns.set(low, { ...(columns.get(low) as Column), values: cells } as Column)
      }
      columns.set(own.name, { name: own.name, kind: own.kind, values } as Column)
      continue
    }
    if (relation.kind === 'sum') solveTerms(relation, before, isOpen, columns, open, schema)
    if (relation.kind === 'multiple') {
      const counts = cellsOf(relation.column)
      const values = before.map((cell, row) => (isOpen[row] ? rounded(counts[row] * relation.step, own) : cell))
      columns.set(own.name, { name: own.name, kind: own.kind, values } as Column)
      continue
    }
    const value = computedAt(relation, columns, schema)
    const values = before.map((cell, row) => (isOpen[row] ? rounded(value(row), own) : cell))
    columns.set(own.name, { name: own.name, kind: own.kind, values } as Column)
  }
}

function solveTerms(
  { terms, constant }: SumRelation,
  sums: Float64Array,
  isSumOpen: Uint8Array,
  columns: Map<string, Column>,
  open: (name: string) => Uint8Array,
  schema: Schema,
): void {
  const parts = terms.map(({ column, factor }) => ({
    column,
    factor,
    isOpen: open(column),
    values: Float64Array.from(columns.get(column)?.values ?? []),
  }))
  for (let row = 0; row < sums.length; row++) {
    const last = parts.findLast(({ isOpen }) => isOpen[row])
    if (!last || isSumOpen[row] || Number.isNaN(sums[row])) continue
    const others = parts.reduce((sum, { factor, values }, i) => (parts[i] === last ? sum : sum + factor * values[row]), constant)
    if (Number.isNaN(others)) continue
    last.values[row] = rounded((sums[row] - others) / last.factor, schemaColumn(schema, last.column))
  }
  for (const { column, values } of parts) columns.set(column, { ...(columns.get(column) as Column), values } as Column)
}
