import { SchemaError } from '../errors.js'
import { type Column, isNumberColumn, isNumberKind } from '../table/column.js'
import { type ColumnSchema, levelsOf } from '../table/schema.js'
import { distinctValues } from './distinct-values.js'
import type { Precision } from './grid.js'
import { fitLevelMargin, type LevelMargin } from './level-margin.js'
import { fitNumberMargin, marginOfDistinct, type NumberMargin } from './number-margin.js'
import type { ValueCounts } from './statistics.js'

/** The distribution of one column, such that values can be told from shares and shares from values. Plain data. */
export type Margin = LevelMargin | NumberMargin

/** The margin of a column that conforms to its schema; see `fitNumberMargin` for `knots`. */
export function fitMargin(column: Column, schema: ColumnSchema, knots: number): Margin {
  if (!isNumberColumn(column)) return fitLevelMargin(column.values, levelsOf(schema).length)
  return fitNumberMargin(column.values, precisionOf(schema), knots)
}

/** The margin of a column whose values have been counted; throws a SchemaError that names levels which the schema doesn't have. */
export function countedMargin({ values, counts, missing, spread }: ValueCounts, schema: ColumnSchema, knots: number): Margin {
  const present = counts.reduce((sum, count) => sum + count, 0)
  if (isNumberKind(schema.kind)) {
    const distinct = values as Float64Array
    return marginOfDistinct({ distinct, counts, present, missing, ...(spread && { spread }) }, precisionOf(schema), knots)
  }
  const codes = new Map(levelsOf(schema).map((level, code) => [level, code]))
  const unknown = (values as readonly string[]).filter((value) => !codes.has(value))
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).map((level) => `'${level}'`)
    throw new SchemaError(schema.name, `holds levels that the schema doesn't have (got ${shown.join(', ')}); add them to its "levels"`)
  }
  const own = new Uint32Array(codes.size)
  ;(values as readonly string[]).forEach((value, i) => {
    own[codes.get(value) as number] = counts[i]
  })
  return { kind: 'level', present, missing, counts: own }
}

/** A column's margin, and its cells as codes. */
export interface CodedMargin {
  readonly margin: Margin
  /** Of each row: its level, or the position of its number in `distinct`; -1 where it is missing. */
  readonly codes: Int32Array
  /** Ascending; null for levels. */
  readonly distinct: Float64Array | null
}

/** The margin of a column that conforms to its schema, as `fitMargin` has it, and what was found out on the way. */
export function fitCodedMargin(column: Column, schema: ColumnSchema, knots: number): CodedMargin {
  if (!isNumberColumn(column)) {
    return { margin: fitLevelMargin(column.values, levelsOf(schema).length), codes: column.values, distinct: null }
  }
  const precision = precisionOf(schema)
  const found = distinctValues(column.values, precision)
  return { margin: marginOfDistinct(found, precision, knots), codes: found.codes, distinct: found.distinct }
}

export function precisionOf(schema: ColumnSchema): Precision {
  if (schema.kind === 'numeric') return { decimals: schema.decimals }
  return schema.kind === 'datetime' ? { decimals: 0, step: schema.step } : { decimals: 0 }
}

/** Share of the rows without a value; all of them where there was no row at all. */
export function missingShare({ present, missing }: Margin): number {
  return present === 0 ? 1 : missing / (present + missing)
}

/** A share at least half a row away from 0 and 1, where normal scores are infinite. */
export function clampShare(share: number, rows: number): number {
  return Math.min(1 - 0.5 / rows, Math.max(0.5 / rows, share))
}
