import { type BinValues, createBinValues } from '../../encode/bin-values.js'
import { columnOf } from '../../encode/column-of.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { distributionNumbers } from '../bayesian-network/cpt.js'
import type { NetworkState } from '../bayesian-network/network.js'
import { roundedStates, spreadPositions } from './draw-states.js'

const values = new WeakMap<NetworkState, readonly BinValues[]>()

/**
 * Rows of the network by controlled rounding: among the rows that agree in what a column depends on, each state comes up as often as
 * expected, but for less than one row. Within a state, values are spread evenly over its margin.
 */
export function sampleRounded(state: NetworkState, schema: Schema, count: number, rng: Rng): Table {
  const valuesOf = valuesOfColumns(state)
  const states: Int32Array[] = []
  for (const [position, { column, parents, cpt }] of state.nodes.entries()) {
    const sizes = parents.map((parent) => state.columns[parent].bins.states)
    const before = parents.map((parent) => states[parent])
    const distributions = distributionNumbers(cpt, before, sizes, count)
    const size = state.columns[column].bins.states
    states[column] = roundedStates(distributions, Float64Array.from(cpt.probabilities), size, rng.split(position))
  }
  const columns = schema.columns.map((column, i) => {
    const own = states[i]
    return columnOf(column, valuesOf[i](own, spreadPositions(own, rng.split(state.nodes.length + i))))
  })
  return new Table(columns, count)
}

function valuesOfColumns(state: NetworkState): readonly BinValues[] {
  let known = values.get(state)
  if (!known) {
    known = state.columns.map(createBinValues)
    values.set(state, known)
  }
  return known
}
