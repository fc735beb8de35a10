import { newColumn, type Schema, schemaColumn } from '../../../table/schema.js'
import { type EncodedNumbers, encodeColumn } from '../../sequential-trees/fit/encoded.js'
import type { TreesSettings } from '../../sequential-trees/settings.js'
import { measureOf } from '../layout.js'
import type { ChainStep, Clock } from '../state.js'
import type { Arranged } from './arrange.js'

/** The times between rows, as the learner needs them. */
export function encodeGaps(gaps: Float64Array, order: string, schema: Schema, settings: TreesSettings): EncodedNumbers {
  return encodeColumn({ name: order, kind: 'numeric', values: gaps }, measureSchema(order, schema), settings) as EncodedNumbers
}

/** How the times of later rows are drawn: `step` says whether there is one, and how long after the last. */
export function clockOf({ times, position, later }: Arranged, order: string, schema: Schema, step: ChainStep): Clock {
  const measure = measureSchema(order, schema)
  const sequences = position.length - later.length
  const missing = position.reduce((count, place, row) => count + (place === 0 && Number.isNaN(times[row]) ? 1 : 0), 0)
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const time of times) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return {
    grid: measure.kind === 'numeric' && measure.decimals !== null ? { scale: Number(`1e${measure.decimals}`), step: 1, origin: 0 } : null,
    first,
    last,
    missingFirst: missing / sequences,
    presence: step.presence,
    support: step.values && step.support,
    gap: step.values,
  }
}

const measureSchema = (order: string, schema: Schema) => newColumn({ name: order, ...measureOf(schemaColumn(schema, order)) })
