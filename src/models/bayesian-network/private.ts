import { varianceFor } from '../../dp/accounting/budget.js'
import { approximately } from '../../dp/accounting/rational.js'
import { projectCounts } from '../../dp/one-way-marginals.js'
import { treeCells } from '../../dp/pgm/clique-tree.js'
import { estimateModel } from '../../dp/pgm/estimate.js'
import { chooseFamilies, scopeOf } from '../../dp/select/choose-families.js'
import { measureTables, sharedTables, shrinkage } from '../private/measure-tables.js'
import { networkStateOf, networkStateSchema } from '../private/network-state.js'
import { refuseOptions } from '../private/refusals.js'
import { releaseColumns } from '../private/released-columns.js'
import type { PrivateFit } from '../synthesizer.js'
import type { NetworkState } from './network.js'
import type { NetworkOptions } from './options.js'
import { networkDefaults } from './settings.js'

/** Shares of the budget; what is left of it counts the families. */
const columnsShare = 0.2
const choicesShare = 0.15
/** Cells that the tables of exact inference may have together. */
const mostCells = 300_000
/** Most parents of a column, in tables of at most so many columns: candidates are all groups of so many. */
const parentsByColumns = [
  { columns: 16, parents: 3 },
  { columns: 40, parents: 2 },
  { columns: Number.POSITIVE_INFINITY, parents: 1 },
] as const

/**
 * A Bayesian network with differential privacy, in the manner of PrivBayes: its structure by the exponential mechanism on how far counts
 * are from independence, and the noisy counts of its families made consistent in one graphical model.
 */
export const privateNetwork: PrivateFit<NetworkOptions, NetworkState> = {
  state: networkStateSchema,
  async fit(gate, schema, options, { signal }) {
    const unheeded = ['structure', 'score', 'bins', 'levels', 'smoothing', 'required', 'forbidden', 'knots'] as const
    refuseOptions('bayesian-network', networkDefaults, options, unheeded)
    const rest = 1 - columnsShare - choicesShare
    const released = await releaseColumns(gate, schema, { share: columnsShare, tableShare: rest })
    const { sizes, measurements, prior, total } = released
    const rho = approximately(gate.rho)
    const limit = parentsByColumns.find(({ columns }) => sizes.length <= columns)?.parents ?? 1
    const families = await chooseFamilies(
      released.gate,
      measurements.map(({ counts }) => projectCounts(counts, total).map((count) => count / total)),
      sizes,
      {
        rho: choicesShare * rho,
        spread: Math.sqrt(approximately(varianceFor((rest * rho) / Math.max(1, sizes.length - 1), 1, gate.rowsPerUnit))),
        most: Math.min(options.parents, limit),
        fits: (families) => treeCells(families.map(scopeOf), sizes) <= mostCells,
        roots:
          sizes.length === 0
            ? []
            : [
                Math.max(
                  0,
                  schema.columns.findIndex(({ role }) => role === 'target'),
                ),
              ],
      },
    )
    const tables = await measureTables(released.gate, sharedTables(families.map(scopeOf), sizes), released)
    const model = estimateModel([...measurements, ...tables], sizes, { prior, shrinkage, signal })
    return { state: networkStateOf(model, released.columns), rows: model.total }
  },
}
