import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { conditionTrees } from '../sequential-trees/condition.js'
import type { Evidence } from '../synthesizer.js'
import { entrySchema } from './layout.js'
import type { ChainState } from './state.js'

/**
 * The state given the evidence on columns that stay the same within a sequence: they are drawn first, by trees that can be confined.
 * A condition on any other column is left to the caller, who drops sequences in which a row doesn't satisfy it.
 */
export function conditionChain(
  state: ChainState,
  schema: Schema,
  evidence: Evidence,
): { readonly state: ChainState; readonly exact: boolean; readonly logProbability: number } {
  const known = new Set(schema.columns.map(({ name }) => name))
  for (const { column } of evidence) {
    if (!known.has(column)) throw new ConstraintError(column, `is no column of the model; it knows ${[...known].join(', ')}`)
  }
  const { statics } = state.layout
  const own = evidence.filter(({ column }) => statics.includes(column))
  if (own.length === 0) return { state, exact: false, logProbability: 0 }
  const { state: entry, exact, logProbability } = conditionTrees(state.entry, entrySchema(state.layout, schema), own)
  return { state: { ...state, entry }, exact: exact && own.length === evidence.length, logProbability }
}
