import type { Work } from '../../../learn/turn.js'
import { lowerBound, sorted } from '../../../stats/order/sorted.js'
import type { Surrogate } from '../../../surrogate/fit.js'
import { isMissing } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import { formatterOf } from '../../../table/typing/format.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import type { JudgedTables, SurrogateJudge } from './pcc-judge.js'

/** Rows that are told. */
const mostRows = 10
/** Columns by which a row is told. */
const mostColumns = 3
/** Real rows from which it is learned how surprising a cell usually is. */
const usualRows = 200
const longestCell = 40

/**
 * The synthetic rows that the surrogate finds least plausible, worst first. Each is told by the cells that drive it: those that are most
 * surprising given the others, beside what is usual in their column. The value is the share of real rows that are no more
 * plausible; `synthetic` is the row's surprisal in nats (left out where it can't be at all), `real` that of real rows on average.
 */
export function* implausibleRows(
  judge: SurrogateJudge,
  surrogate: Surrogate,
  { fresh, synthetic }: JudgedTables,
  logs: { readonly fresh: Float64Array; readonly synthetic: Float64Array },
  context: MetricContext,
): Work<MetricDetail[]> {
  const order = Int32Array.from(logs.synthetic.keys()).sort((a, b) => compare(logs.synthetic[a], logs.synthetic[b]) || a - b)
  const worst = order.subarray(0, mostRows)
  const rows = synthetic.take(worst)
  const cells = yield* judge.cells(surrogate, rows)
  const usual = (yield* judge.cells(surrogate, fresh.slice(0, Math.min(usualRows, fresh.rows)))).map(meanOf)
  const ascending = sorted(logs.fresh)
  const real = -meanOf(logs.fresh)
  return Array.from(worst, (position, row) => {
    const log = logs.synthetic[position]
    const drivers = driversOf(cells, usual, row)
    return {
      columns: drivers.map((i) => context.columns[i]?.name),
      part: drivers.map((i) => cellText(rows, i, row, context)).join(', '),
      value: lowerBound(ascending, log) / ascending.length,
      ...(Number.isFinite(log) ? { synthetic: -log } : {}),
      ...(Number.isFinite(real) ? { real } : {}),
    }
  })
}

/** The difference of two numbers that may both be infinite. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function meanOf(logs: Float64Array): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < logs.length; i++) {
    if (logs[i] === Number.NEGATIVE_INFINITY) continue
    sum += logs[i]
    count++
  }
  return count === 0 ? 0 : sum / count
}

/** The columns whose cells are the most surprising. */
function driversOf(cells: readonly Float64Array[], usual: readonly number[], row: number): number[] {
  const excess = cells.map((logs, i) => usual[i] - logs[row])
  return [...excess.keys()].sort((a, b) => compare(excess[b], excess[a]) || a - b).slice(0, mostColumns)
}

function cellText(table: Table, index: number, row: number, { columns }: MetricContext): string {
  const schema = columns[index]
  const column = table.column(schema.name)
  const text = isMissing(column, row) ? 'missing' : formatterOf(schema, column)(column.values[row])
  return `${schema.name} ${text.length > longestCell ? `${text.slice(0, longestCell)}…` : text}`
}
