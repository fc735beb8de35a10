import type { Evidence } from '../../constraints/domains/condition.js'
import { stateMasses } from '../../encode/bin-values.js'
import type { BinnedColumn, Bins } from '../../encode/bins.js'
import { missingShare } from '../../encode/margin.js'
import { ConstraintError } from '../../errors.js'
import { levelsOf, type Schema } from '../../table/schema.js'
import { type AllowedShares, allowedBy, allowedByBoth, anything } from './allowed.js'

/** Bins of which only a part is left. */
export interface Restriction {
  readonly bins: Bins
  /** The former state of each state that is left ... */
  readonly former: Int32Array
  /** ... and the share of it that is left. */
  readonly left: Float64Array
}

/** What the evidence leaves of each column's bins; throws where it leaves nothing, or names a column that the model doesn't hold. */
export function restrictColumns(columns: readonly BinnedColumn[], schema: Schema, evidence: Evidence): (Restriction | null)[] {
  for (const { column } of evidence) {
    if (schema.columns.some(({ name }) => name === column)) continue
    throw new ConstraintError('where', `the model holds no column ${column}; it has ${schema.columns.map(({ name }) => name).join(', ')}`)
  }
  return columns.map((column, i) => {
    const conditions = evidence.filter((condition) => condition.column === schema.columns[i]?.name)
    return conditions.length === 0 ? null : restrictColumn(column, schema.columns[i], conditions)
  })
}

function restrictColumn({ margin, bins }: BinnedColumn, schema: Schema['columns'][number], conditions: Evidence): Restriction {
  const allowed = conditions.map((condition) => allowedBy(condition, margin, levelsOf(schema))).reduce(allowedByBoth, anything)
  const restriction = restrictBins(bins, allowed)
  if (restriction.bins.states > 0) return restriction
  const all = missingShare(margin) === 1 ? ', which has none,' : ''
  throw new ConstraintError('where', `no value of ${schema.name}${all} in the model satisfies the condition; loosen it`)
}

/** The bins with what is allowed of each state; states of which nothing is left are gone. */
function restrictBins(bins: Bins, allowed: AllowedShares): Restriction {
  const from: number[] = []
  const to: number[] = []
  const state: number[] = []
  const former: number[] = []
  for (let piece = 0; piece < bins.from.length; piece++) {
    for (const [start, end] of allowed.stretches) {
      const low = Math.max(start, bins.from[piece])
      const high = Math.min(end, bins.to[piece])
      if (!(high - low > narrowest)) continue
      const old = bins.state[piece]
      if (former[former.length - 1] !== old) former.push(old)
      from.push(low)
      to.push(high)
      state.push(former.length - 1)
    }
  }
  const missing = allowed.missing && bins.missing >= 0 ? former.push(bins.missing) - 1 : -1
  const restricted: Bins = {
    states: former.length,
    missing,
    from: Float64Array.from(from),
    to: Float64Array.from(to),
    state: Uint16Array.from(state),
  }
  const [before, after] = [stateMasses(bins), stateMasses(restricted)]
  const left = Float64Array.from(former, (old, now) => (now === missing ? 1 : after[now] / before[old]))
  return { bins: restricted, former: Int32Array.from(former), left }
}

/** Stretches narrower than this are left by rounding, and hold no value. */
const narrowest = 1e-12

/** All states of the bins, as a restriction that takes nothing away. */
export function unrestricted(bins: Bins): Restriction {
  return { bins, former: Int32Array.from({ length: bins.states }, (_, state) => state), left: new Float64Array(bins.states).fill(1) }
}
