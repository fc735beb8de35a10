import { binEdges, binNumbers, type Feature, levelFeature } from '../../learn/trees/bins.js'
import type { RankCodes } from '../../stats/association/coded.js'
import { quantileBins } from '../../stats/order/quantile-bins.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { concatTables, type Table } from '../../table/table.js'
import type { MetricContext } from '../metric.js'
import { commonLevels } from './common-scale.js'

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

/** Levels that a learner tells apart; further ones of a column count as one. */
const mostLevels = 254

/**
 * The columns of a table as features for a learner, in the order of the context, cut by the rows of `source`, the table that is learned
 * from: so what is learned from it doesn't depend on any other, and can be asked about any other.
 */
export function predictorsOf(table: Table, source: Table, context: MetricContext): Feature[] {
  return context.columns.map(({ name }) => {
    const column = table.column(name)
    const cutBy = source.column(name)
    return context.memo('predictor', [column.values, cutBy.values], () => predictor(column, cutBy, context))
  })
}

function predictor(column: Column, cutBy: Column, { coding }: MetricContext): Feature {
  if (isNumberColumn(column) || isNumberColumn(cutBy)) {
    return binNumbers(column.values as Float64Array, binEdges(cutBy.values as Float64Array))
  }
  const ordered = column.kind === 'ordinal'
  const few = column.levels.length <= mostLevels
  if (few) return levelFeature(column.values, column.levels.length, !ordered)
  const bins = ordered ? quantileBins(coding.of(cutBy), mostLevels) : null
  const classOf = bins ? bins.codes : commonLevels(cutBy, mostLevels).placeOf
  const codes = column.values.map((code) => (code < 0 ? -1 : classOf[code]))
  return levelFeature(codes, bins ? bins.count : mostLevels + 1, !ordered)
}

/**
 * The column in a few codes, cut by `reference`, a column of the same name: numbers, times and ordered levels in bins that hold an equal
 * share of its rows each, with frequent values in bins of their own; other levels as the `most` commonest and one for the rest. The last
 * code is "missing", so that none is -1.
 */
export function coarse(column: Column, reference: Column, most: number, { coding, memo }: MetricContext): RankCodes {
  return memo(`coarse ${most}`, [column.values, reference.values], () => {
    const cuts = memo(`coarse cuts ${most}`, [reference.values], () => cutsOf(reference))
    const { codes, weights } = coding.of(column)
    const result = new Int32Array(codes.length)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]
      result[row] = code < 0 ? cuts.count : cuts.codes[code]
    }
    return { codes: result, count: cuts.count + 1, weights }
  })
  function cutsOf(by: Column): RankCodes {
    if (isNumberColumn(by) || by.kind === 'ordinal') return quantileBins(coding.of(by), most)
    const { codes, placeOf } = commonLevels(by, most, 0, coding.of(by).weights)
    return { codes: placeOf, count: codes.length + 1 }
  }
}
