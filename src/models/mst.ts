import { z } from 'zod'
import { approximately } from '../dp/accounting/rational.js'
import { estimateModel } from '../dp/pgm/estimate.js'
import { chooseTree } from '../dp/select/choose-tree.js'
import { allPairs } from '../dp/select/pair-errors.js'
import { describeNetwork } from './bayesian-network/describe.js'
import { conditionNetwork } from './bayesian-network/inference/condition.js'
import { imputeNetwork } from './bayesian-network/inference/impute.js'
import { networkLogDensity } from './bayesian-network/inference/log-density.js'
import type { NetworkState } from './bayesian-network/network.js'
import { measureTables } from './private/measure-tables.js'
import { needsBudget } from './private/needs-budget.js'
import { networkShape, networkStateOf } from './private/network-state.js'
import { releaseColumns } from './private/released-columns.js'
import { sampleRounded } from './private/rounded-rows.js'
import { shrinkage } from './private/shrinkage.js'
import type { Synthesizer } from './synthesizer.js'

const options = z.strictObject({})

/** Shares of the budget; what is left of it, over half, measures the pairs. */
const columnsShare = 0.3
const choiceShare = 0.1
const pairsShare = 0.55
/** Cells of the table of one pair, at most. */
const mostCells = 1_000_000

/** A tree of pairs of columns, chosen and counted with noise. */
export const mst: Synthesizer<z.infer<typeof options>, NetworkState> = {
  name: 'mst',
  title: 'Noisy tree of pairs (MST)',
  summary: 'With differential privacy: counts every column and the pairs that tie them into a tree, all with noise, and draws from those.',
  references: [
    {
      author: 'McKenna, R.; Miklau, G.; Sheldon, D.',
      year: 2021,
      title: 'Winning the NIST contest: a scalable and general approach to differentially private synthetic data',
      url: 'https://arxiv.org/abs/2108.04978',
    },
    {
      author: 'McKenna, R.; Sheldon, D.; Miklau, G.',
      year: 2019,
      title: 'Graphical-model based estimation and inference for differential privacy',
      url: 'https://arxiv.org/abs/1901.09136',
    },
  ],
  options,
  unit: 'row',
  derives: false,
  fit: needsBudget('mst'),
  sampleBlock: sampleRounded,
  logDensity: networkLogDensity,
  condition: conditionNetwork,
  impute: imputeNetwork,
  describe: describeNetwork,

  private: {
    required: true,
    state: networkShape,
    async fit(gate, schema, _, { signal }) {
      const released = releaseColumns(gate, schema, { share: columnsShare, tableShare: pairsShare })
      const { sizes, measurements, prior } = released
      const towards = { prior, shrinkage, signal }
      const alone = estimateModel(measurements, sizes, towards)
      const rho = choiceShare * approximately(gate.rho)
      const tree = chooseTree(released.gate, alone, allPairs(sizes.length), { rho, mostCells })
      const chosen = tree.map((scope) => ({ scope, share: 1 / tree.length }))
      const pairs = measureTables(released.gate, chosen, released)
      const model = estimateModel([...measurements, ...pairs], sizes, { ...towards, start: alone.factors })
      return { state: networkStateOf(model, released.columns), rows: model.total }
    },
  },
}
