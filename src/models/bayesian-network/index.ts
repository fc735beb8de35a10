import { columnOf } from '../../encode/column-of.js'
import { Table } from '../../table/table.js'
import { collectRows } from '../shell/cells.js'
import type { Synthesizer } from '../synthesizer.js'
import { describeNetwork } from './describe.js'
import { fitNetwork } from './fit.js'
import { fitNetworkByCounts } from './fit-counts.js'
import { drawRows } from './inference/compiled.js'
import { conditionNetwork } from './inference/condition.js'
import { imputeNetwork } from './inference/impute.js'
import { networkLogDensity } from './inference/log-density.js'
import type { NetworkState } from './network.js'
import type { NetworkOptions } from './options.js'
import { networkDefaults } from './settings.js'

/** A graph of the columns, in which each depends on a few others; conditions are exact. */
export const bayesianNetwork: Synthesizer<NetworkOptions, NetworkState> = {
  name: 'bayesian-network',
  title: 'Bayesian network',
  summary: 'Finds which columns depend on which and draws them in that order; conditions are exact.',
  references: [
    {
      author: 'Friedman, N.; Goldszmidt, M.',
      year: 1996,
      title: 'Learning Bayesian networks with local structure',
      url: 'https://arxiv.org/abs/1302.3577',
    },
    {
      author: 'Chow, C.; Liu, C.',
      year: 1968,
      title: 'Approximating discrete probability distributions with dependence trees',
      url: 'https://doi.org/10.1109/TIT.1968.1054142',
    },
    {
      author: 'Friedman, N.; Geiger, D.; Goldszmidt, M.',
      year: 1997,
      title: 'Bayesian network classifiers',
      url: 'https://doi.org/10.1023/A:1007465528199',
    },
    {
      author: 'Lauritzen, S.; Spiegelhalter, D.',
      year: 1988,
      title: 'Local computations with probabilities on graphical structures and their application to expert systems',
      url: 'https://doi.org/10.1111/j.2517-6161.1988.tb01721.x',
    },
  ],
  defaults: networkDefaults,
  options: async () => (await import('./options.js')).networkOptions,
  unit: 'row',
  derives: true,

  learnsCounts: true,

  async fit(source, schema, options, context) {
    if (source.elsewhere) return await fitNetworkByCounts(source.statistics, schema, options, context)
    return await fitNetwork(await collectRows(source, context.signal), schema, options, context)
  },

  sampleBlock(state, schema, count, rng) {
    const values = drawRows(state, count, rng)
    return new Table(
      schema.columns.map((column, i) => columnOf(column, values[i])),
      count,
    )
  },

  logDensity: networkLogDensity,
  condition: conditionNetwork,
  impute: imputeNetwork,
  describe: describeNetwork,
  private: { required: false, load: async () => (await import('./private.js')).privateNetwork },
}
