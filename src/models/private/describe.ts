import type { Schema } from '../../table/schema.js'
import { describeNetwork } from '../bayesian-network/describe.js'
import type { NetworkState } from '../bayesian-network/network.js'
import type { Description } from '../synthesizer.js'

/** What a model file of a private fit gives away, in one sentence. */
export const privateReveals =
  'Nothing but noisy counts that were paid for and what follows from them: within the budget, nobody can tell whether any one unit was in the data.'

/** A private network in words. */
export function describePrivateNetwork(state: NetworkState, schema: Schema): Description {
  return { ...describeNetwork(state, schema), reveals: privateReveals }
}
