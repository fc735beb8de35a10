import type { Rng } from '../../random/rng.js'
import { columnSchema, type Schema, schemaColumn } from '../../table/schema.js'
import { type EncodedNumbers, encodeColumn } from '../sequential-trees/encoded.js'
import type { TreesSettings } from '../sequential-trees/options.js'
import type { Arranged } from './arrange.js'
import type { Sight } from './bases.js'
import type { History } from './history.js'
import { measureOf } from './layout.js'
import type { Clock } from './state.js'
import type { StepFitter } from './steps.js'

/** How the times of later rows are drawn: whether there is one, and how long after the last. */
export function fitClock(
  { times, position, later }: Arranged,
  order: string,
  schema: Schema,
  { gaps }: History,
  fitter: StepFitter,
  settings: TreesSettings,
  sights: readonly Sight[],
  rng: Rng,
): Clock {
  const measure = columnSchema.parse({ name: order, ...measureOf(schemaColumn(schema, order)) })
  const isKnown = new Uint8Array(times.length)
  for (let row = 0; row < times.length; row++) isKnown[row] = Number.isNaN(times[row]) ? 0 : 1
  // Only later rows with a time before them say how long a gap is.
  const rows = later.filter((row) => !Number.isNaN(gaps[row]))
  const { response, donor, support } = encodeColumn({ name: order, kind: 'numeric', values: gaps }, measure, settings) as EncodedNumbers
  const sequences = position.length - later.length
  const missing = position.reduce((count, place, row) => count + (place === 0 && isKnown[row] === 0 ? 1 : 0), 0)
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
    presence: rows.length > 0 ? fitter.fitFlag(sights, isKnown, later, rng.split(0)) : null,
    support: rows.length > 0 ? support : null,
    gap: fitter.fit(sights, { response, donor, kinds: support.values.length }, rows, rng.split(1)),
  }
}
