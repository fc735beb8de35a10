import { type Column, isNumberColumn } from '../table/column.js'
import { type ColumnSchema, levelsOf } from '../table/schema.js'
import type { Precision } from './grid.js'
import { fitLevelMargin, type LevelMargin } from './level-margin.js'
import { fitNumberMargin, type NumberMargin } from './number-margin.js'

/** The distribution of one column, such that values can be told from shares and shares from values. Plain data. */
export type Margin = LevelMargin | NumberMargin

/** The margin of a column that conforms to its schema; see `fitNumberMargin` for `knots`. */
export function fitMargin(column: Column, schema: ColumnSchema, knots: number): Margin {
  if (!isNumberColumn(column)) return fitLevelMargin(column.values, levelsOf(schema).length)
  return fitNumberMargin(column.values, precisionOf(schema), knots)
}

function precisionOf(schema: ColumnSchema): Precision {
  if (schema.kind === 'numeric') return { decimals: schema.decimals }
  return schema.kind === 'datetime' ? { decimals: 0, step: schema.step } : { decimals: 0 }
}

/** Share of the rows without a value; all of them where there was no row at all. */
export function missingShare({ present, missing }: Margin): number {
  return present === 0 ? 1 : missing / (present + missing)
}
