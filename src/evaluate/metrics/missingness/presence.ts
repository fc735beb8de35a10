import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricInput } from '../../metric.js'
import { referenceOf } from '../results.js'

/** Names of the columns that may have missing values: the schema says so, or the real or the synthetic rows have some. */
export function columnsWithMissing(input: MetricInput, context: MetricContext): string[] {
  const tables = [referenceOf(input), input.synthetic]
  return context.columns
    .filter(({ name, nullable }) => nullable || tables.some((table) => missingCount(table, name, context) > 0))
    .map(({ name }) => name)
}

export function missingCount(table: Table, name: string, { coding }: MetricContext): number {
  return coding.counts(table.column(name)).at(-1) as number
}

/** 1 where the cell is missing, else 0. */
export function missingFlags(table: Table, name: string, { coding, memo }: MetricContext): Uint8Array {
  const column = table.column(name)
  return memo('missing flags', [column], () => {
    const { codes } = coding.of(column)
    const flags = new Uint8Array(codes.length)
    for (let row = 0; row < flags.length; row++) flags[row] = codes[row] < 0 ? 1 : 0
    return flags
  })
}
