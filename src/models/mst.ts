import { choiceFor } from '../dp/accounting/budget.js'
import { approximately } from '../dp/accounting/rational.js'
import { bringCounts, type CodedRows } from '../dp/domain/coded-rows.js'
import type { Gate } from '../dp/gate.js'
import { estimateModel, type GraphicalModel } from '../dp/pgm/estimate.js'
import { allPairs, type ColumnPair, createPairErrors, errorUnit } from '../dp/select/choose-pairs.js'
import { describeNetwork } from './bayesian-network/describe.js'
import { conditionNetwork } from './bayesian-network/inference/condition.js'
import { imputeNetwork } from './bayesian-network/inference/impute.js'
import { networkLogDensity } from './bayesian-network/inference/log-density.js'
import type { NetworkState } from './bayesian-network/network.js'
import { measureTables, shrinkage } from './private/measure-tables.js'
import { networkStateOf, networkStateSchema } from './private/network-state.js'
import { needsBudget } from './private/refusals.js'
import { releaseColumns } from './private/released-columns.js'
import { sampleRounded } from './private/rounded-rows.js'
import type { Synthesizer } from './synthesizer.js'

/** Shares of the budget; what is left of it, over half, measures the pairs. */
const columnsShare = 0.3
const choiceShare = 0.1
const pairsShare = 0.55
/** Cells of the table of one pair, at most. */
const mostCells = 1_000_000

/** A tree of pairs of columns, chosen and counted with noise. */
export const mst: Synthesizer<Record<string, never>, NetworkState> = {
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
  defaults: {},
  options: async () => (await import('./shell/no-options.js')).noOptions,
  unit: 'row',
  derives: false,
  fit: needsBudget('mst'),
  roundsCounts: true,
  sampleBlock: sampleRounded,
  logDensity: networkLogDensity,
  condition: conditionNetwork,
  impute: imputeNetwork,
  describe: describeNetwork,

  private: {
    required: true,
    load: async () => ({
      state: networkStateSchema,
      async fit(gate, schema, _, { signal }) {
        const released = await releaseColumns(gate, schema, { share: columnsShare, tableShare: pairsShare })
        const { sizes, measurements, prior } = released
        const towards = { prior, shrinkage, signal }
        const alone = estimateModel(measurements, sizes, towards)
        const rho = choiceShare * approximately(gate.rho)
        const tree = await chooseTree(released.gate, alone, allPairs(sizes.length), { rho, mostCells })
        const chosen = tree.map((scope) => ({ scope, share: 1 / tree.length }))
        const pairs = await measureTables(released.gate, chosen, released)
        const model = estimateModel([...measurements, ...pairs], sizes, { ...towards, start: alone.factors })
        return { state: networkStateOf(model, released.columns), rows: model.total }
      },
    }),
  },
}

/**
 * Pairs of columns that tie all columns together without a circle, so that the model errs most on them: one after the other, by the
 * exponential mechanism among the pairs that join two parts which nothing ties together yet. Costs `rho`. Pairs with more than
 * `mostCells` cells are not looked at, which may leave parts untied.
 * @see McKenna, Miklau, Sheldon, 2021, Winning the NIST contest
 */
async function chooseTree(
  gate: Gate<CodedRows>,
  model: GraphicalModel,
  pairs: readonly ColumnPair[],
  { rho, mostCells }: { readonly rho: number; readonly mostCells: number },
): Promise<ColumnPair[]> {
  await gate.bring((rows) => bringCounts(rows, pairs))
  const { sizes } = model.tree
  const errorsOf = createPairErrors(model, pairs)
  const scored = gate.through((rows) => errorsOf(rows))
  const epsilon = choiceFor(rho / Math.max(1, sizes.length - 1))
  const part = Int32Array.from({ length: sizes.length }, (_, column) => column)
  const chosen: ColumnPair[] = []
  for (;;) {
    const open = [...pairs.keys()].filter((i) => {
      const [a, b] = pairs[i]
      return part[a] !== part[b] && sizes[a] * sizes[b] <= mostCells
    })
    if (open.length === 0) return chosen
    const name = `pair ${chosen.length + 1} of the tree`
    const of = (errors: Float64Array): Float64Array => Float64Array.from(open, (i) => errors[i])
    const at = scored.choose({ name, candidates: open.length, sensitivity: errorUnit, of }, epsilon).value
    const pair = pairs[open[at]]
    chosen.push(pair)
    const [kept, joined] = [part[pair[0]], part[pair[1]]]
    for (let column = 0; column < part.length; column++) if (part[column] === joined) part[column] = kept
  }
}
