import { inRelationOrder, isComputed, sourcesOf } from '../../table/relations/relation.js'
import { type ColumnSchema, newColumn, type OrderRelation, type Relation, type Schema } from '../../table/schema.js'
import { isScaled, scaledSchema } from '../scaled.js'
import type { Derivation, Evidence } from '../synthesizer.js'

const active = new WeakMap<Schema, readonly Relation[]>()

/** The relations of a schema that a model of it heeds, in the order in which rows are put together: of columns that are learned. */
export function activeRelations(schema: Schema): readonly Relation[] {
  const known = active.get(schema)
  if (known) return known
  const { relations = [], dependencies, columns } = schema
  const roles = new Map(columns.map(({ name, role }) => [name, role]))
  const following = new Set(dependencies.map(({ to }) => to))
  const isFree = (name: string): boolean => !following.has(name) && roles.get(name)?.endsWith('key') === false
  const found = inRelationOrder(
    relations.filter((relation) => [relation.column, ...sourcesOf(relation)].every(isFree) && roles.get(relation.column) !== 'order'),
  )
  active.set(schema, found)
  return found
}

/** The columns that a model is spared, and those it sees the distance of. */
export function withoutRelated(schema: Schema): ColumnSchema[] {
  const relations = new Map(activeRelations(schema).map((relation) => [relation.column, relation]))
  return schema.columns.flatMap((column) => {
    const relation = relations.get(column.name)
    if (!relation) return [isScaled(column) ? scaledSchema(column) : column]
    if (isComputed(relation)) return relation.gaps ? [column] : []
    return [relation.kind === 'multiple' ? countSchema(column, relation.step) : distanceSchema(column, relation, schema)]
  })
}

/** Whether a column that follows from a time is learned beside it, so that others can depend on its weekday or month; the day itself is not. */
export function isLearnedPart({ part }: Pick<Derivation, 'part'>): boolean {
  return part !== undefined && part !== 'date'
}

/** Digits after the point of a number column; null for any, 0 for whole numbers and times. */
export function columnDecimals(column: ColumnSchema): number | null {
  return column.kind === 'numeric' ? column.decimals : 0
}

/** How many steps a value is. */
function countSchema(column: ColumnSchema, step: number): ColumnSchema {
  const { name, role, nullable, sensitive } = column
  const counted = (value: number | null): number | null => (value === null ? null : Math.round(value / step))
  return newColumn({ kind: 'integer', name, role, nullable, sensitive, min: counted(minOf(column)), max: counted(maxOf(column)) })
}

/** The distance of a column from those below it, from 0 up. */
function distanceSchema(column: ColumnSchema, { least }: OrderRelation, { columns }: Schema): ColumnSchema {
  const lows = columns.filter(({ name }) => least.includes(name))
  const digits = [column, ...lows].map(columnDecimals)
  const decimals = digits.includes(null) ? null : Math.max(...(digits as number[]))
  const max = maxOf(column)
  const mins = lows.map(minOf)
  const { name, role, nullable, sensitive } = column
  return newColumn({
    ...{ name, role, nullable, sensitive, min: 0, max: max === null || mins.includes(null) ? null : max - Math.min(...(mins as number[])) },
    ...(decimals === 0 ? { kind: 'integer' } : { kind: 'numeric', decimals }),
  })
}

export function minOf(column: ColumnSchema): number | null {
  return 'min' in column ? column.min : null
}

export function maxOf(column: ColumnSchema): number | null {
  return 'max' in column ? column.max : null
}

/** The evidence on columns that the model itself draws. What is put together afterwards can't be conditioned on: rows are drawn again. */
export function onDrawnColumns(evidence: Evidence, schema: Schema): Evidence {
  const related = new Set([
    ...activeRelations(schema).map(({ column }) => column),
    ...schema.columns.filter(isScaled).map(({ name }) => name),
    ...(schema.moments ?? []).map(({ day }) => day),
  ])
  return evidence.filter(({ column }) => !related.has(column))
}
