import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { varianceFor } from '../dp/accounting/budget.js'
import { approximately } from '../dp/accounting/rational.js'
import { bringCounts, type CodedRows } from '../dp/domain/coded-rows.js'
import type { Gate } from '../dp/gate.js'
import { estimateModel, type GraphicalModel } from '../dp/pgm/estimate.js'
import { allPairs, type ColumnPair, choosePairs, createPairErrors, errorUnit } from '../dp/select/choose-pairs.js'
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

const defaults = { rounds: 2, cells: 300_000 } as const

const options = z.strictObject({
  rounds: z
    ._default(z.int().check(z.gte(1), z.lte(8)), defaults.rounds)
    .check(describe('how often the model is looked at for the pairs of columns that it gets wrong')),
  cells: z
    ._default(z.int().check(z.gte(1000), z.lte(8_000_000)), defaults.cells)
    .check(describe('cells that the tables of the model may have together: more tie more columns together, and take longer')),
})

/** Shares of the budget: single columns, more where noise would drown them, then the errors of all pairs, then the pairs. */
const columnsShare = 0.15
const mostColumnsShare = 0.5
const errorsShare = 0.1
/** Steps of the estimates in between, which the last one goes on from. */
const briefly = 150

/** Many pairs of columns, chosen where the model errs most and counted with noise. */
export const aim: Synthesizer<z.infer<typeof options>, NetworkState> = {
  name: 'aim',
  title: 'Noisy pairs where they matter (AIM class)',
  summary:
    'With differential privacy: finds the pairs of columns that the model gets most wrong and counts them with noise, many at a time in few rounds where AIM takes one at a time.',
  references: [
    {
      author: 'McKenna, R.; Mullins, B.; Sheldon, D.; Miklau, G.',
      year: 2022,
      title: 'AIM: an adaptive and iterative mechanism for differentially private synthetic data',
      url: 'https://arxiv.org/abs/2201.12677',
    },
    {
      author: 'McKenna, R.; Sheldon, D.; Miklau, G.',
      year: 2019,
      title: 'Graphical-model based estimation and inference for differential privacy',
      url: 'https://arxiv.org/abs/1901.09136',
    },
  ],
  defaults,
  options: async () => options,
  unit: 'row',
  derives: false,
  fit: needsBudget('aim'),
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
      async fit(gate, schema, { rounds, cells }, { signal }) {
        const released = await releaseColumns(gate, schema, {
          share: columnsShare,
          most: mostColumnsShare,
          tableShare: 1 - columnsShare - errorsShare,
        })
        const { sizes } = released
        const rho = approximately(gate.rho)
        const pairs = allPairs(sizes.length)
        const measurements = [...released.measurements]
        const towards = { prior: released.prior, shrinkage, signal }
        let model = estimateModel(measurements, sizes, towards)
        for (let round = 1; round <= rounds && pairs.length > 0; round++) {
          const errors = await measureErrors(released.gate, model, pairs, { rho: (errorsShare * rho) / rounds, round })
          const later = rounds - round
          const roundRho = (approximately(gate.left) - (later * errorsShare * rho) / rounds) / (later + 1)
          const measured = measurements.slice(sizes.length).map(({ scope }) => scope)
          const chosen = choosePairs(pairs, errors, sizes, { rho: roundRho, rowsPerUnit: gate.rowsPerUnit, mostCells: cells, measured })
          measurements.push(...(await measureTables(released.gate, chosen, released, roundRho)))
          model = estimateModel(measurements, sizes, {
            ...towards,
            start: model.factors,
            ...(round < rounds ? { iterations: briefly } : {}),
          })
        }
        return { state: networkStateOf(model, released.columns), rows: model.total }
      },
    }),
  },
}

/** How far off the model is on each pair, in rows, with noise. */
async function measureErrors(
  gate: Gate<CodedRows>,
  model: GraphicalModel,
  pairs: readonly ColumnPair[],
  { rho, round }: { readonly rho: number; readonly round: number },
): Promise<Float64Array> {
  await gate.bring((rows) => bringCounts(rows, pairs))
  const squaredSensitivity = pairs.length * errorUnit * errorUnit
  const query = {
    name: `errors of all pairs, round ${round}`,
    length: pairs.length,
    squaredSensitivity,
    of: createPairErrors(model, pairs),
  }
  return gate.measure(query, varianceFor(rho, squaredSensitivity, gate.rowsPerUnit)).value.map((error) => error / errorUnit)
}
