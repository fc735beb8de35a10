import { quantileBins } from '../../../stats/order/quantile-bins.js'
import { isNumberColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { commonLevels } from '../../tables/coarse.js'

/** The rows of a table by the groups of one of its columns. */
export interface Groups {
  /** In words. */
  readonly labels: readonly string[]
  /** The group of every row of a table. */
  codes(table: Table): Int32Array
}

const mostLevels = 50
const quarters = 4

/** The groups of a column as `real` cuts them: its 50 commonest levels and all others, or quarters of its numbers; and the missing ones. */
export function groupsOf(name: string, real: Table, { coding }: MetricContext): Groups {
  const column = real.column(name)
  if (isNumberColumn(column)) {
    const bins = quantileBins(coding.of(column), quarters)
    const labels = Array.from({ length: bins.count }, (_, k) => `part ${k + 1} of ${bins.count}, from the lowest`)
    return grouped(name, [...labels, 'missing'], bins.codes, coding)
  }
  const { codes, placeOf } = commonLevels(column, mostLevels)
  return grouped(name, [...codes.map((code) => column.levels[code]), 'any other', 'missing'], placeOf, coding)
}

function grouped(name: string, labels: readonly string[], groupOf: Int32Array, coding: MetricContext['coding']): Groups {
  const missing = labels.length - 1
  return {
    labels,
    codes: (table) => coding.of(table.column(name)).codes.map((code) => (code < 0 ? missing : groupOf[code])),
  }
}
