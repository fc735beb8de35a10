import { type BinValues, createBinValues } from '../../../encode/bin-values.js'
import type { Rng } from '../../../random/rng.js'
import { type AliasTables, aliasTables, drawStates } from '../../binned/alias.js'
import { distributionNumbers } from '../cpt.js'
import type { NetworkNode, NetworkState } from '../network.js'

interface CompiledNode extends NetworkNode {
  readonly tables: AliasTables
  readonly values: BinValues
}

const compiled = new WeakMap<NetworkState, readonly CompiledNode[]>()

/** A network ready for drawing; made once per state. */
function compile(state: NetworkState): readonly CompiledNode[] {
  let nodes = compiled.get(state)
  if (!nodes) {
    nodes = state.nodes.map((node) => {
      const column = state.columns[node.column]
      return { ...node, tables: aliasTables(node.cpt.probabilities, column.bins.states), values: createBinValues(column) }
    })
    compiled.set(state, nodes)
  }
  return nodes
}

/** States and values of `count` rows, by column, drawn parents first. */
export function drawRows(state: NetworkState, count: number, rng: Rng): (Float64Array | Int32Array)[] {
  const states: Uint16Array[] = []
  const values: (Float64Array | Int32Array)[] = []
  const positions = new Float64Array(count)
  for (const { column, parents, cpt, tables, values: valuesOf } of compile(state)) {
    const sizes = parents.map((parent) => state.columns[parent].bins.states)
    const distributions = distributionNumbers(
      cpt,
      parents.map((parent) => states[parent]),
      sizes,
      count,
    )
    const drawn = new Uint16Array(count)
    drawStates(tables, distributions, drawn, positions, rng)
    states[column] = drawn
    values[column] = valuesOf(drawn, positions)
  }
  return values
}
