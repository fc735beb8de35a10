import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, type MetricInput, spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

/** Mean over columns of 1 - |share missing in the real rows - share missing in the synthetic rows|. */
export const missingRates = defineMetric({
  name: 'missing-rates',
  title: 'Missing rates',
  plain: 'Is each column empty as often as in the real rows? 1 means: exactly as often.',
  references: [spectrumPaper],
  level: 'missingness',
  implies: 'Q(column is missing) = P(column is missing), for every column',
  missing: 'They are what is counted. Columns that can have none, and have none, are left out.',
  cost: 'fast',
  counts: 'gaps',
  floor: 'uniform',
  compute(input, context) {
    const names = columnsWithMissing(input, context)
    if (names.length === 0) return { value: 1, reason: 'No value is missing, in the real rows or the synthetic ones.', details: [] }
    const reference = referenceOf(input)
    const [all, made] = [reference, input.synthetic].map((table) => context.coding.rows(table)) as [number, number]
    const details = names.map((name) => {
      const [a, b] = [missingCount(reference, name, context), missingCount(input.synthetic, name, context)]
      const [real, synthetic] = [a / all, b / made]
      const p = sameShareAbove(a, all, b, made)
      return { columns: [name], value: 1 - Math.abs(real - synthetic), real, synthetic, p }
    })
    return meanResult(details, '')
  },
})

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

/** Rows that the entries of these columns stand for, which are the same for all of them; undefined where each is a row. */
export function weightsOf(table: Table, [name]: readonly string[], { coding }: MetricContext): Float64Array | undefined {
  return name === undefined ? undefined : coding.of(table.column(name)).weights
}
