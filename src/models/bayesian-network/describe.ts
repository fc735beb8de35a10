import { linfoot } from '../../stats/association/mutual-information.js'
import type { Schema } from '../../table/schema.js'
import { marginsReveal } from '../shell/margin-words.js'
import type { ColumnGraph, Description } from '../synthesizer.js'
import type { NetworkState } from './network.js'

/** The columns and arrows of a network. */
export function networkGraph({ columns, nodes, edges }: NetworkState, schema: Schema): ColumnGraph {
  const name = (column: number): string => schema.columns[column]?.name
  return {
    nodes: columns.map(({ bins: { states } }, i) => {
      const distributions = distributionsOf(nodes, i, states)
      return { name: name(i), note: `${counted(states, 'state')}, ${counted(distributions, 'distribution')}` }
    }),
    edges: edges.map(({ from, to, information }) => ({ from: name(from), to: name(to), strength: linfoot(information) })),
  }
}

/** Distributions of a column, one for each group of its parents' states that is told apart. */
function distributionsOf(nodes: NetworkState['nodes'], column: number, states: number): number {
  const cells = nodes.find((node) => node.column === column)?.cpt.probabilities.length ?? 0
  return states === 0 ? 0 : cells / states
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** What `inspect` and reports say of a network. */
export function describeNetwork(state: NetworkState, schema: Schema): Description {
  const graph = networkGraph(state, schema)
  const { edges } = graph
  const distributions = state.columns.map(({ bins: { states } }, i) => distributionsOf(state.nodes, i, states))
  const total = distributions.reduce((sum, count) => sum + count, 0)
  return {
    summary: `${graph.nodes.length} columns, tied by ${edges.length} arrows; ${total} distributions in all.`,
    parameters: graph.nodes.map(({ name }, i) => {
      const parents = edges.filter(({ to }) => to === name).map(({ from, strength }) => `${from} (${strength.toFixed(2)})`)
      const given = parents.length > 0 ? `given ${parents.join(', ')}` : 'by itself'
      return [name, `${given}: ${counted(distributions[i], 'distribution')}`]
    }),
    holds: 'summaries',
    reveals: `${marginsReveal} How often levels and stretches of numbers occur together in groups of rows, also in small groups.`,
    dependences: edges.map(({ from, to, strength }) => ({ a: from, b: to, strength })).sort((a, b) => b.strength - a.strength),
    graph,
  }
}
