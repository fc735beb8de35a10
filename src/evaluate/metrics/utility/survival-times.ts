import type { Survival } from '../../../learn/linear/cox.js'
import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'

/** The columns that say how long a row was watched, and whether that ended by the event. */
export interface SurvivalColumns {
  readonly time: ColumnSchema
  readonly event: ColumnSchema
  /** Which value of the event's column is the event, in words. */
  readonly words: string
}

/** The columns with the roles `time` and `event`; or, in words, why there are none that can be used. */
export function survivalColumns({ columns }: MetricContext): SurvivalColumns | string {
  const [times, events] = (['time', 'event'] as const).map((role) => columns.filter((column) => column.role === role)) as ColumnSchema[][]
  const [time, event] = [times?.[0], events?.[0]]
  if (!time || !event || times?.length !== 1 || events?.length !== 1)
    return 'Needs one column with the role time and one with the role event.'
  if (time.kind !== 'numeric' && time.kind !== 'integer')
    return `${time.name} has the role time and has to hold numbers (got ${time.kind}).`
  if (event.kind === 'numeric' || event.kind === 'integer') return { time, event, words: `any ${event.name} but 0` }
  if (event.kind === 'datetime' || event.kind === 'id' || event.kind === 'text')
    return `${event.name} has the role event and has to hold levels or numbers (got ${event.kind}).`
  const last = event.levels.at(-1)
  if (last === undefined) return `${event.name} has the role event and has no level.`
  return { time, event, words: `${event.name} ${last}, the last of its levels` }
}

/** Times and events of the rows that have both, in the order of the table, and which rows these are. */
export function survivalOf(table: Table, { time, event }: SurvivalColumns): Survival & { readonly rows: Int32Array } {
  const [times, happened] = [table.column(time.name), table.column(event.name)]
  const last =
    isNumberColumn(happened) || event.kind === 'id' ? -1 : happened.levels.indexOf((event as { levels: string[] }).levels.at(-1) as string)
  const isEvent = (row: number) => {
    const value = happened.values[row]
    return isNumberColumn(happened) ? value !== 0 : value === last
  }
  const isMissing = (row: number) =>
    Number.isNaN(times.values[row]) || Number.isNaN(happened.values[row]) || (!isNumberColumn(happened) && happened.values[row] < 0)
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) => !isMissing(row))
  return {
    rows,
    times: Float64Array.from(rows, (row) => times.values[row]),
    events: Uint8Array.from(rows, (row) => (isEvent(row) ? 1 : 0)),
  }
}
