import { quantileBins } from '../../stats/order/quantile-bins.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { MetricContext } from '../metric.js'
import { commonLevels } from './common-scale.js'

/** Levels that are classes of their own. */
const mostLevels = 30
/** Bins of a column in order. */
const mostBins = 20

/** A column as a few classes to be predicted, as the training rows cut it. The last class is "missing". */
export interface ClassResponse {
  readonly classes: number
  /** True: all classes but the last are in order. */
  readonly ordered: boolean
  /** The class of every row. */
  codes(column: Column): Int32Array
}

/**
 * The classes of a column. Levels without order: the 30 commonest ones of the training rows, all others together, and missing.
 * Numbers, times and levels in order: up to 20 bins that hold about equal shares of the training rows, a frequent value for itself,
 * and missing.
 */
export function responseOf(name: string, training: Table, context: MetricContext): ClassResponse {
  const column = training.column(name)
  return context.memo('response', [column.values], () =>
    isNumberColumn(column) || column.kind === 'ordinal' ? orderedResponse(column, context) : levelResponse(column, context),
  )
}

function orderedResponse(column: Column, { coding }: MetricContext): ClassResponse {
  const bins = quantileBins(coding.of(column), mostBins)
  return { classes: bins.count + 1, ordered: true, codes: (other) => recode(coding.of(other).codes, bins.codes, bins.count) }
}

function levelResponse(column: CodeColumn, { coding }: MetricContext): ClassResponse {
  const { codes, placeOf } = commonLevels(column, mostLevels)
  const missing = codes.length + 1
  return { classes: missing + 1, ordered: false, codes: (other) => recode(coding.of(other).codes, placeOf, missing) }
}

function recode(codes: Int32Array, classOf: Int32Array, missing: number): Int32Array {
  const result = new Int32Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    result[row] = code < 0 ? missing : classOf[code]
  }
  return result
}
