import type { Relation, Schema } from '../schema.js'
import type { ColumnSource } from '../table.js'
import { candidatesOf, mostMissing } from './candidates.js'
import { findOrders } from './orders.js'
import { findProducts } from './products.js'
import { inRelationOrder } from './relation.js'
import { findSums } from './sums.js'

/** What holds between the number columns of a table: sums and differences, products and ratios, and orders of those that aren't computed. */
export function findRelations(table: ColumnSource, schema: Schema): Relation[] {
  const candidates = candidatesOf(table, schema)
  if (candidates.length < 2) return []
  const full = candidates.filter(({ gaps }) => gaps <= mostMissing * table.rows)
  const sums = findSums(full, table.rows)
  const taken = new Set(sums.map(({ column }) => column))
  const products = findProducts(
    full.filter(({ name }) => !taken.has(name)),
    table.rows,
  )
  for (const { column } of products) taken.add(column)
  return inRelationOrder([...sums, ...products, ...findOrders(candidates, taken)])
}
