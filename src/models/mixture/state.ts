import { type ConditionedMixture, conditionOn } from '../../learn/pcc/query/conditional.js'
import type { Surrogate } from '../../surrogate/fit.js'
import type { Schema } from '../../table/schema.js'
import type { Evidence } from '../synthesizer.js'
import { type ColumnRegion, regionsOf } from './regions.js'

/** A fitted mixture, and what is known of the rows that are to be made. */
export interface MixtureState extends Surrogate {
  readonly given?: Evidence
}

/** A mixture ready for drawing: the learned model given the evidence, and what that leaves of each column. */
export interface ReadyMixture {
  readonly conditional: ConditionedMixture
  readonly regions: readonly (ColumnRegion | null)[]
}

/** States are plain data and never change, so that what follows from one may be kept as long as it lives. */
const ready = new WeakMap<MixtureState, ReadyMixture>()

export function readyMixture(state: MixtureState, schema: Schema): ReadyMixture {
  const known = ready.get(state)
  if (known) return known
  const regions = regionsOf(schema, state.codings, state.given ?? [])
  const made = { conditional: conditionOn(state.model, regions), regions }
  ready.set(state, made)
  return made
}
