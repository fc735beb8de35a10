import { OptionError } from '../../../errors.js'
import { markovChain } from '../../../models/markov-chain/index.js'
import type { ChainState } from '../../../models/markov-chain/state.js'
import { chainTransitions, type Transitions } from '../../../models/markov-chain/transitions.js'
import { modelledSchema } from '../../../models/shell/layout.js'
import type { FittedModel } from '../../../models/synthesizer.js'

export type { Transitions }

/**
 * How the main state of a chain goes on: its states, the probability of each after each, and the share of time that it spends in each in
 * the long run. Null where no column changes within a sequence. Throws an OptionError for a model of another kind.
 */
export function transitions({ model, state, schema, derivations }: FittedModel): Transitions | null {
  if (model !== markovChain.name) {
    throw new OptionError('model', `${model} has no transitions; fit ${markovChain.name}`)
  }
  return chainTransitions(state as ChainState, modelledSchema(schema, derivations, markovChain.unit))
}
