import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { privateReveals } from '../private/refusals.js'
import { conditionTrees } from '../sequential-trees/draw/conditions/condition.js'
import type { Conditioned, Description, Evidence } from '../synthesizer.js'
import { entrySchema } from './layout.js'
import { privateChainPlan } from './private/lines.js'
import type { PrivateChainState } from './private/state.js'
import type { ChainState } from './state.js'

// What is asked of chains besides rows.

export { describeChain } from './describe.js'

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

/** What each column depends on. */
export function describePrivateChain({ nodes, columns, longest }: PrivateChainState, schema: Schema): Description {
  const { schema: own, clock } = privateChainPlan(schema)
  const names = own.columns.map(({ name }, i) =>
    i === columns.length - 1 ? 'whether it is the last row' : name === clock?.name ? `time until ${name}` : name,
  )
  const nameOf = (variable: number): string => {
    if (variable === 0) return 'the place in the sequence'
    // No row follows a last one, so that of the row before this tells whether there is one.
    if (variable === names.length) return 'whether it is the first row'
    return variable <= names.length ? `${names[variable - 1]} of the row before` : names[variable - 1 - names.length]
  }
  return {
    summary: `Sequences of up to ${longest} rows, row after row, each column by up to two others of the row or the row before.`,
    parameters: nodes.map(({ variable, parents }): [string, string] => [nameOf(variable), `by ${parents.map(nameOf).join(' and ')}`]),
    reveals: privateReveals,
  }
}
