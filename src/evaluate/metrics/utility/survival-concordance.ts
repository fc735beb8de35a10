import { fitCox, type Survival } from '../../../learn/linear/cox.js'
import { linearScores, makeDesign, planDesign, takeDesign } from '../../../learn/linear/design.js'
import { concordanceIndex } from '../../../stats/tests/survival.js'
import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, type WithHoldout } from '../results.js'
import { designColumns } from './design-columns.js'

/** Standard errors by which real rows must teach something. */
const standardErrors = 2

/**
 * (C of what synthetic rows taught - 0.5) / (C of what as many training rows taught - 0.5), cut to 0 and 1: C is Harrell's concordance of the risks
 * that Cox's regression on all other columns gives to the rows of the holdout with what became of them.
 */
export const survivalConcordance = defineMetric({
  name: 'survival-concordance',
  title: 'Predicting survival',
  standardName: "Concordance index (Harrell's C), TSTR",
  plain:
    'Does a survival model that learned from synthetic rows tell who has the event first as well as one that learned from real rows? 1 means as well.',
  references: [
    { author: 'Cox', year: 1972, title: 'Regression Models and Life-Tables' },
    { author: 'Harrell, Califf, Pryor, Lee, Rosati', year: 1982, title: 'Evaluating the Yield of Medical Tests' },
  ],
  level: 'utility',
  implies: 'the effects of all other columns on the hazard are the same under Q and P',
  missing: 'Among predictors a value of its own; rows without a time or an event are left out.',
  needs: ['survival', 'holdout'],
  mostRows: 5000,
  mostDraws: 5,
  refused: unpredictable,
  compute(input, context) {
    const columns = survivalColumns(context)
    if (typeof columns === 'string') return { value: null, reason: columns }
    const { training, synthetic, holdout } = input as WithHoldout
    const sources = cutToOneSize([training, synthetic], context)
    const [real, made] = sources.map((source) => concordanceOf(source, holdout, columns, context))
    if (!real || !made || Number.isNaN(real.value))
      return { value: null, reason: 'Of no two rows of the holdout it is known who had the event first.' }
    const parts = [
      { name: 'concordance-real', label: 'Concordance of what training rows taught: 0.5 is a guess', value: real.value },
      { name: 'concordance-synthetic', label: 'Concordance of what synthetic rows taught', value: made.value },
    ]
    if (real.value - 0.5 <= Math.max(standardErrors * real.error, 1e-9))
      return { value: null, reason: "Who has the event first can't be predicted, even by what real rows teach.", parts }
    return { value: Math.max(0, Math.min(1, (made.value - 0.5) / (real.value - 0.5))), parts }
  },
})

function concordanceOf(source: Table, holdout: Table, columns: SurvivalColumns, context: MetricContext) {
  const names = context.columns.map(({ name }) => name).filter((name) => name !== columns.time.name && name !== columns.event.name)
  const design = designColumns(names, source, context)
  const plan = planDesign(design(source))
  const learned = survivalOf(source, columns)
  const coefficients = fitCox(takeDesign(makeDesign(plan, design(source)), learned.rows), learned)
  const { rows, times, events } = survivalOf(holdout, columns)
  const risks = new Float64Array(rows.length)
  linearScores(takeDesign(makeDesign(plan, design(holdout)), rows), coefficients, risks)
  return concordanceIndex(times, events, risks)
}

/** The columns that say how long a row was watched, and whether that ended by the event. */
export interface SurvivalColumns {
  readonly time: ColumnSchema
  readonly event: ColumnSchema
  /** Which value of the event's column is the event, in words. */
  readonly words: string
}

/** The columns with the roles `time` and `event`; or, in words, why there are none that can be used. */
export function survivalColumns({ columns }: MetricContext): SurvivalColumns | string {
  const [times, events] = (['time', 'event'] as const).map((role) => columns.filter((column) => column.role === role))
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
