import { ConstraintError } from '../../../errors.js'
import type { Schema } from '../../../table/schema.js'
import { conditionTrees } from '../../sequential-trees/draw/condition.js'
import type { Conditioned, Evidence } from '../../synthesizer.js'
import { entrySchema } from '../layout.js'
import type { ChainState } from '../state.js'

/**
 * The state given the evidence, as far as the trees that draw a sequence's first row can see to it: what stays the same in a sequence, and
 * the first value of what changes. That later rows satisfy it, too, is left to the caller, who drops sequences in which one doesn't.
 */
export function conditionChain(state: ChainState, schema: Schema, evidence: Evidence): Conditioned<ChainState> {
  const known = new Set(schema.columns.map(({ name }) => name))
  for (const { column } of evidence) {
    if (!known.has(column)) throw new ConstraintError(column, `is no column of the model; it knows ${[...known].join(', ')}`)
  }
  const { statics, order } = state.layout
  const own = evidence.filter(({ column }) => column !== order)
  const again = [...new Set(evidence.map(({ column }) => column))].filter((name) => !statics.includes(name))
  if (own.length === 0) return { state, exact: true, logProbability: 0, again }
  const { state: entry, ...how } = conditionTrees(state.entry, entrySchema(state.layout, schema), own)
  return { ...how, state: { ...state, entry }, again }
}
