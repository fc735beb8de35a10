import type { Feature } from '../../learn/bins.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { FitContext } from '../synthesizer.js'
import { type Classes, fitBag, fitClasses, fitScreened } from './choose.js'
import type { Conditional } from './conditional.js'
import { type Encoded, encodeColumn } from './encoded.js'
import { findIdentities, type Identity } from './identities.js'
import { settingsOf, type TreesOptions, type TreesSettings } from './options.js'
import { computedLast, visitOrders } from './order.js'
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
  const identities = findIdentities(table, schema)
  const orders = visitOrders(schema, options.order, options.orders, rng.split(0)).map((order) => computedLast(order, identities))
  const ways: Way[] = []
  for (const [way, order] of orders.entries()) {
    const features: Feature[] = []
    const steps: Step[] = []
    for (const [position, { name }] of order.entries()) {
      progress?.((way + position / order.length) / orders.length, `learning ${name}`)
      await Promise.resolve()
      signal?.throwIfAborted()
      const column = encoded.get(name) as Encoded
      const identity = identities.get(name)
      steps.push(identity ? computedStep(name, column, identity) : fitStep(name, column, features, settings, rng.split(1, way, position)))
      features.push(column.feature)
    }
    ways.push({ steps, given: null })
  }
  return { ways }
}

function fitStep(name: string, column: Encoded, features: readonly Feature[], settings: TreesSettings, rng: Rng): Step {
  if (column.kind === 'levels') {
    const { rows, classes } = column
    const values = rows.length > 0 ? fitLevels(features, classes, rows, settings, rng) : null
    return { name, edges: null, support: null, presence: null, values, identity: null }
  }
  const { edges, support, response, donor, rows, presence } = column
  if (rows.length === 0) return { name, edges, support, presence: null, values: null, identity: null }
  const kinds = support.values.length
  const values = fitScreened(features, response, rows, rng, (seen) => fitBag(seen, response, donor, kinds, rows, settings, rng))
  if (!presence) return { name, edges, support, presence: null, values, identity: null }
  const all = Int32Array.from(donor.keys())
  return { name, edges, support, presence: fitLevels(features, presence, all, settings, rng), values, identity: null }
}

/** Later columns may look at a computed column as at any other. */
function computedStep(name: string, column: Encoded, identity: Identity): Step {
  const edges = column.kind === 'numbers' ? column.edges : null
  return { name, edges, support: null, presence: null, values: null, identity }
}

function fitLevels(features: readonly Feature[], classes: Classes, rows: Int32Array, settings: TreesSettings, rng: Rng): Conditional {
  const response = { kind: 'class', codes: classes.codes, classes: classes.kinds } as const
  return fitScreened(features, response, rows, rng, (seen) => fitClasses(seen, classes, rows, settings, rng))
}
