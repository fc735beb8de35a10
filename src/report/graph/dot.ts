import type { ColumnGraph } from '../../models/synthesizer.js'

/** The graph in the DOT language of Graphviz; stronger arrows are thicker. */
export function graphDot({ nodes, edges }: ColumnGraph): string {
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
