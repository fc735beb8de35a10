import type { DesignColumn } from '../../../learn/linear/design.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { commonLevels } from '../../tables/common-scale.js'

/** Levels with a coefficient of their own. */
const mostLevels = 100

/**
 * Columns as predictors of a linear model that learns from `source`: a coefficient for each of the 100 commonest levels that have at least
 * this share of its rows, one for all others. Numbers beyond the least and the greatest of the source count as these: a line isn't followed where nothing is known.
 */
export function designColumns(
  names: readonly string[],
  source: Table,
  { memo }: Pick<MetricContext, 'memo'>,
  leastShare = 0,
): (table: Table) => DesignColumn[] {
  return (table) =>
    names.map((name) => {
      const column = table.column(name)
      const from = source.column(name)
      return memo(`design-column ${leastShare}`, [column.values, from.values], () => designColumn(column, from, leastShare))
    })
}

function designColumn(column: Column, source: Column, leastShare: number): DesignColumn {
  if (isNumberColumn(column) || isNumberColumn(source)) {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const value of source.values) {
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    const known = least <= greatest
    return {
      kind: 'number',
      values: (column.values as Float64Array).map((value) => (known ? Math.max(least, Math.min(greatest, value)) : Number.NaN)),
    }
  }
  const { codes, placeOf } = commonLevels(source, mostLevels, leastShare)
  const place = column.values.map((code) => (code < 0 ? -1 : placeOf[code]))
  return { kind: 'level', codes: place, levels: codes.length + 1 }
}
