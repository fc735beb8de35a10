import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { Feature } from '../../../learn/trees/bins.js'
import { type Column, isMissing } from '../../../table/column.js'
import { type Schema, schemaColumn } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { featureOf } from '../draw/feature.js'
import { type Identity, sumTerms } from '../fit/identities.js'
import type { TreeStep, TreesState, VisitOrder } from '../state.js'
import { conditionalDensity } from './conditional-density.js'

/**
 * Log density of each row, in nats: of the cells of each column given those before it (see `conditionalDensity`); the mean over the ways, where there
 * are several. The least and greatest values that are put in where extremes are published are left out of account.
 */
export function treesLogDensity({ ways }: TreesState, schema: Schema, table: Table): Float64Array {
  const logs = ways.map((way) => logDensityInOrder(way, schema, table))
  if (logs.length === 1) return logs[0]
  return Float64Array.from({ length: table.rows }, (_, row) => logMean(logs.map((own) => own[row])))
}

function logDensityInOrder({ steps }: VisitOrder, schema: Schema, table: Table): Float64Array {
  const total = new Float64Array(table.rows)
  const features: Feature[] = []
  for (const step of steps) {
    const column = table.column(step.name)
    const own = stepLogDensity(step, schema, table, column, features)
    for (let row = 0; row < total.length; row++) total[row] = total[row] + own[row]
    features.push(featureOf(step, schemaColumn(schema, step.name), column.values))
  }
  return total
}

function stepLogDensity(step: TreeStep, schema: Schema, table: Table, column: Column, features: readonly Feature[]): Float64Array {
  if (step.identity) return agreement(step.identity, table, column)
  if (step.values) return conditionalDensity(step, schemaColumn(schema, step.name)).logDensity(features, column)
  return Float64Array.from(column.values, (_, row) => (isMissing(column, row) ? 0 : Number.NEGATIVE_INFINITY))
}

/** 0 where a computed cell is what its terms say, else -Infinity. */
function agreement(identity: Identity, table: Table, column: Column): Float64Array {
  const sums = sumTerms(identity, (name) => table.column(name).values as Float64Array, table.rows)
  return sums.map((sum, row) => (Math.abs(sum - column.values[row]) * identity.scale < 0.5 ? 0 : Number.NEGATIVE_INFINITY))
}

function logMean(logs: readonly number[]): number {
  const greatest = Math.max(...logs)
  if (greatest === Number.NEGATIVE_INFINITY) return greatest
  return greatest + ln(logs.reduce((sum, log) => sum + exp(log - greatest), 0) / logs.length)
}
