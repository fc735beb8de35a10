import { collectRows } from '../shell/collect-rows.js'
import type { PrivateFit, Synthesizer } from '../synthesizer.js'
import { describeChain } from './describe.js'
import { conditionChain } from './draw/condition.js'
import { sampleChain } from './draw/sample.js'
import { fitChain } from './fit/fit.js'
import { type ChainOptions, chainOptions } from './options.js'
import { describePrivateChain } from './private/describe.js'
import { privateChain } from './private/fit.js'
import { samplePrivateChain } from './private/sample.js'
import type { PrivateChainState } from './private/state.js'
import type { ChainState } from './state.js'

/** Sequences: a chain of states, and trees on the rows before for everything else. */
export const markovChain: Synthesizer<ChainOptions, ChainState | PrivateChainState> = {
  name: 'markov-chain',
  title: 'Markov chain',
  summary:
    'Draws whole sequences, such as the purchases of a customer: rows that a key ties together, each by what went before it. Needs a key that comes back.',
  references: [
    { author: 'Rissanen, J.', year: 1983, title: 'A universal data compression system', url: 'https://doi.org/10.1109/TIT.1983.1056741' },
    { author: 'Kneser, R.; Ney, H.', year: 1995, title: 'Improved backing-off for m-gram language modeling' },
    {
      author: 'Cadez, I.; Heckerman, D.; Meek, C.; Smyth, P.; White, S.',
      year: 2003,
      title: 'Model-based clustering and visualization of navigation patterns on a web site',
    },
  ],
  options: chainOptions,
  unit: 'sequence',
  derives: true,

  async fit(source, schema, options, context) {
    return fitChain(await collectRows(source, context.signal), schema, options, context)
  },

  sampleBlock(state, schema, count, rng) {
    return 'kind' in state ? samplePrivateChain(state, schema, count, rng) : sampleChain(state, schema, count, rng)
  },
  condition(state, schema, evidence) {
    // Nothing stays the same by itself in a private chain: conditions are left to the caller.
    return 'kind' in state ? { state, exact: false, logProbability: 0 } : conditionChain(state, schema, evidence)
  },
  describe(state, schema) {
    return 'kind' in state ? describePrivateChain(state, schema) : describeChain(state, schema)
  },

  private: privateChain as PrivateFit<ChainOptions, ChainState | PrivateChainState>,
}
