import type { ColumnGraph } from '../../../models/synthesizer.js'
import { graphSvg } from '../../graph/svg.js'
import { type Markup, markup } from '../page/markup.js'

/** Arrows drawn per column, at most: with more there is nothing to be seen. */
const arrowsPerColumn = 2

const colours = { ink: 'var(--ink)', card: 'var(--card)', line: 'var(--line)', arrow: 'var(--real)' }

/** The network of a model that has one; nothing for others. */
export function networkSection(graph: ColumnGraph | undefined): Markup | null {
  if (!graph || graph.edges.length === 0) return null
  const most = Math.max(8, arrowsPerColumn * graph.nodes.length)
  const edges = [...graph.edges].sort((a, b) => b.strength - a.strength).slice(0, most)
  const left = graph.edges.length - edges.length
  const note = left > 0 ? ` The ${edges.length} strongest arrows are drawn; ${left} weaker ones are in the model file.` : ''
  return markup`<section id="network" aria-labelledby="network-title">
<h2 id="network-title">What depends on what</h2>
<p class="intro">An arrow leads from a column to one whose values the model draws in view of it; thicker arrows tell more. They say how rows are made, not what causes what.${note}</p>
<div class="card scroll" tabindex="0">${graphSvg({ ...graph, edges }, colours)}</div>
</section>`
}
