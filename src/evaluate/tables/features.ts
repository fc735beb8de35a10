import { binEdges, binNumbers, type Feature, levelFeature } from '../../learn/trees/bins.js'
import { isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { concatTables, type Table } from '../../table/table.js'

/**
 * The columns of several tables, one after the other, as features for learners: one per column, in the order of `columns`, over the
 * rows of the first table, then those of the second and so on. Numbers and times fall into bins that hold about as many rows of all
 * tables each, a frequent value into one of its own. Missing is code 0 and so a bin of its own. Equal values have equal codes, in
 * whichever table they stand. Levels must be those of all tables.
 */
export function featuresOf(tables: readonly Table[], columns: readonly ColumnSchema[]): Feature[] {
  const joined = concatTables(tables)
  return columns.map(({ name }) => {
    const column = joined.column(name)
    if (isNumberColumn(column)) return binNumbers(column.values, binEdges(column.values))
    return levelFeature(column.values, column.levels.length, column.kind !== 'ordinal')
  })
}
