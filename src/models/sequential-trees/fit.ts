import type { Feature } from '../../learn/bins.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { FitContext } from '../synthesizer.js'
import { fitBag, fitClasses } from './choose.js'
import { type Encoded, encodeColumn } from './encoded.js'
import { settingsOf, type TreesOptions, type TreesSettings } from './options.js'
import { visitOrders } from './order.js'
import type { Step, TreesState, Way } from './state.js'

/** One step per column and order: how it is drawn, given the columns before it. */
export async function fitTrees(
  table: Table,
  schema: Schema,
  options: TreesOptions,
  { rng, progress, signal }: FitContext,
): Promise<TreesState> {
  const settings = settingsOf(options)
  const encoded = new Map(schema.columns.map((column) => [column.name, encodeColumn(table.column(column.name), column, settings)]))
  const orders = visitOrders(schema, options.order, options.orders, rng.split(0))
  const ways: Way[] = []
  for (const [way, order] of orders.entries()) {
    const features: Feature[] = []
    const steps: Step[] = []
    for (const [position, { name }] of order.entries()) {
      progress?.((way + position / order.length) / orders.length, `learning ${name}`)
      await Promise.resolve()
      signal?.throwIfAborted()
      const column = encoded.get(name) as Encoded
      steps.push(fitStep(name, column, features, settings, rng.split(1, way, position)))
      features.push(column.feature)
    }
    ways.push({ steps, given: null })
  }
  return { ways }
}

function fitStep(name: string, column: Encoded, features: readonly Feature[], settings: TreesSettings, rng: Rng): Step {
  if (column.kind === 'levels') {
    const { rows, classes } = column
    const values = rows.length > 0 ? fitClasses(features, classes, rows, settings, rng) : null
    return { name, edges: null, support: null, presence: null, values }
  }
  const { edges, support, response, donor, rows, presence } = column
  const values = rows.length > 0 ? fitBag(features, response, donor, support.values.length, rows, settings, rng) : null
  if (!presence) return { name, edges, support, presence: null, values }
  const all = Int32Array.from(donor.keys())
  return { name, edges, support, presence: fitClasses(features, presence, all, settings, rng), values }
}
