import { planDesign } from '../../../learn/linear/design.js'
import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { responseOf } from '../../tables/response.js'

/** A column to be predicted from all others. */
export type Task = NumberTask | ClassTask

interface Common {
  readonly target: string
  /** The target's place among the context's columns. */
  readonly index: number
}

/** Numbers and times, less the mean of the training rows and divided by their standard deviation; rows without one don't count. */
export interface NumberTask extends Common {
  readonly kind: 'number'
  /** One unit of the values, in units of the column. */
  readonly unit: number
  values(table: Table): Float64Array
}

/** Levels, where missing is one more. */
export interface ClassTask extends Common {
  readonly kind: 'class'
  readonly classes: number
  codes(table: Table): Int32Array
}

/** Values are cut off so many standard deviations from the mean, so that the squares of their squares are finite. */
const farthest = 1e60

export function taskOf({ name }: ColumnSchema, training: Table, context: MetricContext): Task {
  const common = { target: name, index: context.columns.findIndex((column) => column.name === name) }
  const column = training.column(name)
  if (!isNumberColumn(column)) {
    const { classes, codes } = responseOf(name, training, context)
    return { ...common, kind: 'class', classes, codes: (table) => codes(table.column(name)) }
  }
  const [plan] = planDesign([{ kind: 'number', values: column.values }]).columns
  const { centre, scale } = plan as Extract<typeof plan, { kind: 'number' }>
  const standardise = (value: number) => Math.max(-farthest, Math.min(farthest, value / scale - centre / scale))
  return { ...common, kind: 'number', unit: scale, values: (table) => (table.column(name).values as Float64Array).map(standardise) }
}
