import { parseTarget } from '../../../constraints/language/statistics.js'
import { ConstraintError } from '../../../errors.js'
import { tilt } from '../../../learn/tilting/tilt.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { groupOfRows } from '../mixed-run.js'
import { type Key, type Shares, shareGroups } from './groups.js'
import { type Margin, marginKeys } from './margins.js'
import { type Aim, aimOf } from './targets.js'

/** A mean of a feature that rows should have. */
export interface Fixed {
  readonly name: string
  readonly feature: Float64Array
  readonly wanted: number
}

/** All that the weights of a pool should bring about. */
export interface Aims {
  readonly aims: readonly Aim[]
  readonly fixed: readonly Fixed[]
}

/** Steps in which statistics that are no means of one feature are approached. */
const mostSteps = 30
/** How far a statistic may be off, of its own size or spread. */
const tolerance = 1e-6
/** Shares of tables that come from elsewhere are rounded; so far from them the weights may end. */
const roundedShares = 5e-4

/** Shares, margins and targets over the rows of a pool. */
export async function aimsOf(
  pool: Table,
  schema: Schema,
  {
    targets = [],
    margins = [],
    share = {},
  }: { readonly targets?: readonly string[]; readonly margins?: readonly Margin[]; readonly share?: Shares },
): Promise<Aims> {
  const aims: Aim[] = []
  for (const text of targets) aims.push(aimOf(await parseTarget(text, schema), pool, schema))
  const keys = [...(await shareGroups(share, schema)), ...(await marginKeys(margins, schema))]
  return { aims, fixed: keys.flatMap((key) => fixedShares(key, pool, schema)) }
}

function fixedShares(key: Key, pool: Table, schema: Schema): Fixed[] {
  const groupOf = groupOfRows(key, schema, pool)
  return key.groups.map(({ name, share }, g) => {
    const feature = Float64Array.from(groupOf, (own) => (own === g ? 1 : 0))
    if (share > 0 && !feature.includes(1)) {
      throw new ConstraintError(
        'margins',
        `the model makes no row of ${name}, which should have a share of ${Number(share.toPrecision(4))}; leave it out`,
      )
    }
    return { name, feature, wanted: share }
  })
}

/**
 * The weights nearest to the ones given under which everything is as wanted (I-projection). A statistic that is no mean, such as a variance, is
 * approached by the mean of its influence function, until it is met. None is above `cap`. Throws a ConstraintError that says how near one can get.
 */
export function weightsFor({ aims, fixed: all }: Aims, base: Float64Array, cap: number = Number.POSITIVE_INFINITY): Float64Array {
  // What should not be there at all needs no multiplier.
  const start = base.map((weight, row) => (all.some(({ feature, wanted }) => wanted === 0 && feature[row] === 1) ? 0 : weight))
  const fixed = all.filter(({ wanted }) => wanted > 0)
  let weights: Float64Array = start
  for (let step = 0; step < mostSteps; step++) {
    const features = [...aims.map((aim) => aim.feature(weights)), ...fixed.map(({ feature }) => feature)]
    const wanted = Float64Array.from([...aims.map(() => 0), ...fixed.map(({ wanted }) => wanted)])
    const tilted = tilt(features, start, wanted, cap)
    const before = weights
    weights = tilted.weights
    const isMet = aims.every((aim) => aim.linear || Math.abs(aim.value(weights) - aim.wanted) <= tolerance * (1 + Math.abs(aim.wanted)))
    if (tilted.reached && isMet) return weights
    const isRounded = fixed.every(({ wanted }, k) => Math.abs(tilted.means[aims.length + k] - wanted) <= roundedShares)
    const onlyShares = aims.every((aim) => Math.abs(aim.value(weights) - aim.wanted) <= 1e-3 * spreadOf(aim, start))
    if (!tilted.reached && isRounded && onlyShares) return weights
    const stands = aims.every(
      (aim) => aim.linear || Math.abs(aim.value(weights) - aim.value(before)) <= tolerance * (1 + Math.abs(aim.wanted)),
    )
    if (!tilted.reached && stands) break
  }
  throw outOfReach({ aims, fixed }, weights, cap)
}

/** What a statistic differs by, from row to row; its own size where that is not known. */
function spreadOf(aim: Aim, weights: Float64Array): number {
  return aim.spread(weights) || 1 + Math.abs(aim.wanted)
}

function outOfReach({ aims, fixed }: Aims, weights: Float64Array, cap: number): ConstraintError {
  const near = aims.map((aim) => ({
    name: aim.name,
    wanted: aim.wanted,
    got: aim.value(weights),
    off: Math.abs(aim.value(weights) - aim.wanted) / spreadOf(aim, weights),
  }))
  const shares = fixed.map(({ name, feature, wanted }) => {
    const got = feature.reduce((sum, value, row) => sum + value * weights[row], 0)
    return { name: `share of ${name}`, wanted, got, off: Math.abs(got - wanted) }
  })
  const worst = [...near, ...shares].filter(({ off }) => !(off <= 1e-6)).sort((a, b) => b.off - a.off)
  const shown = worst.slice(0, 5).map(({ name, wanted, got }) => `${name} comes to ${tidy(got)} in place of ${tidy(wanted)}`)
  return new ConstraintError(
    'target',
    `is out of reach of the rows that the model makes${near.length + shares.length > 1 ? ', taken together' : ''}${Number.isFinite(cap) ? `, with no weight above ${tidy(cap * weights.length)} times the average` : ''}; as near as one can get, ${shown.join('; ')}`,
  )
}

export function tidy(value: number): string {
  return String(Number(value.toPrecision(5)))
}
