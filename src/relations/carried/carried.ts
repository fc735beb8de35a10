import type { Database } from '../database.js'
import { type CopiedColumn, type DatabaseSchema, relationName, type TableRelation, type TotalColumn } from '../schema.js'
import { findCopies, rowsCarriedOver } from './copies.js'
import { findTotals, totalledRows } from './totals.js'

/** The schema with what rows have from those that they refer to, and from those that refer to them: found in the rows where it doesn't say. */
export function withCarried(database: Database, schema: DatabaseSchema): DatabaseSchema {
  const copies = schema.copies ?? findCopies(database, schema)
  return { ...schema, copies, totals: schema.totals ?? findTotals(database, schema, copies) }
}

/** `Invoice.BillingCity = Customer.City`, `Invoice.Total = sum of InvoiceLine.UnitPrice × Quantity`; with the share where it isn't always so. */
export function carriedText(schema: DatabaseSchema, carried: CopiedColumn | TotalColumn): string {
  const relationOf = (name: string | undefined): TableRelation | undefined =>
    schema.relations.find((relation) => relationName(relation) === name)
  const isCopy = 'via' in carried
  const left = `${isCopy ? carried.child : carried.parent}.${carried.column}`
  const right = isCopy
    ? `${relationOf(carried.via.at(-1))?.parent}.${carried.from}`
    : carried.what === 'count'
      ? `number of ${relationOf(carried.of)?.child}`
      : `${{ sum: 'sum', mean: 'mean', min: 'least', max: 'greatest' }[carried.what]} of ${relationOf(carried.of)?.child}.${carried.columns.join(' × ')}`
  const share = carried.share < 1 ? ` in ${(Math.floor(carried.share * 1000) / 10).toFixed(1)} % of rows` : ''
  return `${left} = ${right}${share}`
}

/** How often a copy or a total holds in a database; null where it has no row that it could hold in. */
export function carriedShare(database: Database, schema: DatabaseSchema, carried: CopiedColumn | TotalColumn): number | null {
  const { held, asked } = 'via' in carried ? rowsCarriedOver(database, schema, carried) : totalledRows(database, schema, carried)
  return asked === 0 ? null : held.reduce((sum, own) => sum + own, 0) / asked
}
