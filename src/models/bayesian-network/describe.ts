import exp from '@stdlib/math-base-special-exp'
import type { Schema } from '../../table/schema.js'
import { marginsReveal } from '../margin-words.js'
import type { Description } from '../synthesizer.js'
import type { NetworkState } from './network.js'

/** A network for people and other programs. */
export interface NetworkGraph {
  readonly columns: readonly { readonly name: string; readonly states: number; readonly distributions: number }[]
  /** Strength as a correlation would have it, 0 to 1: what the arrow tells beyond the others that lead to the same column. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly strength: number }[]
}

/** The columns and arrows of a network, plain JSON. */
export function networkGraph({ columns, nodes, edges }: NetworkState, schema: Schema): NetworkGraph {
  const name = (column: number): string => schema.columns[column]?.name as string
  return {
    columns: columns.map(({ bins: { states } }, i) => {
      const cells = nodes.find(({ column }) => column === i)?.cpt.probabilities.length as number
      return { name: name(i), states, distributions: cells / states }
    }),
    edges: edges.map(({ from, to, information }) => ({ from: name(from), to: name(to), strength: strengthOf(information) })),
  }
}

/** The correlation at which two normal variables have this mutual information. */
function strengthOf(information: number): number {
  return Math.sqrt(1 - exp(-2 * information))
}

/** The network in the DOT language of Graphviz; stronger arrows are thicker. */
export function toDot(state: NetworkState, schema: Schema): string {
  const { columns, edges } = networkGraph(state, schema)
  const lines = [
    ...columns.map(({ name }) => `  ${quoted(name)};`),
    ...edges.map(({ from, to, strength }) => {
      return `  ${quoted(from)} -> ${quoted(to)} [penwidth=${(0.5 + 4 * strength).toFixed(2)}, tooltip="${strength.toFixed(2)}"];`
    }),
  ]
  return `digraph network {\n  node [shape=box, fontname="sans-serif"];\n${lines.join('\n')}\n}\n`
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** What `inspect` and reports say of a network. */
export function describeNetwork(state: NetworkState, schema: Schema): Description {
  const { columns, edges } = networkGraph(state, schema)
  const distributions = columns.reduce((sum, column) => sum + column.distributions, 0)
  return {
    summary: `${columns.length} columns, tied by ${edges.length} arrows; ${distributions} distributions in all.`,
    parameters: columns.map(({ name, distributions }) => {
      const parents = edges.filter(({ to }) => to === name).map(({ from, strength }) => `${from} (${strength.toFixed(2)})`)
      const given = parents.length > 0 ? `given ${parents.join(', ')}` : 'by itself'
      return [name, `${given}: ${distributions} ${distributions === 1 ? 'distribution' : 'distributions'}`]
    }),
    reveals: `${marginsReveal} How often levels and stretches of numbers occur together in groups of rows, also in small groups.`,
    dependences: edges.map(({ from, to, strength }) => ({ a: from, b: to, strength })).sort((a, b) => b.strength - a.strength),
  }
}
