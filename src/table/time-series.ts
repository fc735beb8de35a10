import { isNumberColumn } from './column.js'
import type { Schema } from './schema.js'
import type { Table } from './table.js'

/** Fewest rows, the shares of gaps between neighbouring times that must be about the usual one (as months are) or a few times that (as over a weekend). */
const fewestRows = 30
const most = 0.6
const nearlyAll = 0.9
const fewTimes = 3.5

/**
 * The column whose times make the table a time series, with no key to tie rows together: all different, rising or falling row by row, at gaps
 * of which nearly all are about the same. Undefined where there is none, or somebody has named an order.
 */
export function timeSeriesOf(table: Table, schema: Schema): string | undefined {
  if (table.rows < fewestRows || schema.columns.some(({ role }) => role === 'order' || role === 'sequence-key')) return undefined
  return schema.columns.find(({ name, kind }) => {
    const column = kind === 'datetime' ? table.column(name) : undefined
    return column !== undefined && isNumberColumn(column) && isRegular(column.values)
  })?.name
}

function isRegular(values: Float64Array): boolean {
  const sign = (values[1] as number) > (values[0] as number) ? 1 : -1
  const gaps = new Float64Array(values.length - 1)
  for (let i = 0; i < gaps.length; i++) {
    const gap = sign * ((values[i + 1] as number) - (values[i] as number))
    if (!(gap > 0)) return false
    gaps[i] = gap
  }
  const usual = gaps.slice().sort()[gaps.length >> 1] as number
  const within = (low: number, high: number): number => gaps.filter((gap) => gap >= low * usual && gap <= high * usual).length / gaps.length
  return within(0.8, 1.25) >= most && within(0.8, fewTimes) >= nearlyAll
}

/** What is said about a table that is a time series. */
export function timeSeriesNote(name: string): string {
  return `a time series by ${name}, whose rows are drawn each by itself; to draw it as a series: -m markov-chain --order ${/\s/.test(name) ? `'${name}'` : name}`
}
