import type { ColumnGraph } from '../../models/synthesizer.js'
import { graphSvg } from './svg.js'

export const graphFormats = ['json', 'dot', 'svg'] as const
export type GraphFormat = (typeof graphFormats)[number]

/** A model's graph as text: JSON for programs, DOT for Graphviz, or an SVG image. */
export function renderGraph(graph: ColumnGraph, format: GraphFormat): string {
  if (format === 'json') return `${JSON.stringify(graph, null, 1)}\n`
  return format === 'dot' ? graphDot(graph) : `${graphSvg(graph).text}\n`
}

/** The graph in the DOT language of Graphviz; stronger arrows are thicker. */
function graphDot({ nodes, edges }: ColumnGraph): string {
  const lines = [
    ...nodes.map(({ name, note }) => `  ${quoted(name)}${note ? ` [tooltip=${quoted(note)}]` : ''};`),
    ...edges.map(({ from, to, strength }) => {
      return `  ${quoted(from)} -> ${quoted(to)} [penwidth=${(0.5 + 4 * strength).toFixed(2)}, tooltip="${strength.toFixed(2)}"];`
    }),
  ]
  return `digraph network {\n  node [shape=box, fontname="sans-serif"];\n${lines.join('\n')}\n}\n`
}

/** A backslash would begin an escape of the language's own. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
