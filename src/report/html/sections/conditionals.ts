import { comparesShares, curveFigures } from '../charts/curve-figures.js'
import { detailChart } from '../charts/detail-chart.js'
import type { Drawing } from '../charts/drawing.js'
import { type Markup, markup } from '../page/markup.js'
import { drawn, entriesOf, type View } from '../page/views.js'
import { detailsTable } from './details-table.js'

/** How well each column follows from all others, and whether predictions learned from synthetic rows keep their word. */
export function conditionalsSection(drawing: Drawing, views: readonly View[]): Markup | null {
  const shown = drawn(views)
  const scored = views[0].evaluation.scores.filter(({ level, value }) => level === 'conditional' && value !== null)
  if (scored.length === 0) return null
  const figures = scored.flatMap(({ metric, title, plain }) => {
    const entries = entriesOf(shown, metric)
    const chart = detailChart(drawing, entries)
    if (!chart) return []
    return [
      markup`<figure class="card"><figcaption><h3>${title}</h3><p>${plain}</p></figcaption>
${chart}
${detailsTable(entries, 'Numbers')}</figure>`,
    ]
  })
  const curves = scored.flatMap(({ metric }) => curveFigures(drawing, shown, metric, comparesShares))
  return markup`<section id="conditionals" aria-labelledby="conditionals-title">
<h2 id="conditionals-title">Each column given all others</h2>
<p class="intro">A learner is taught on the real rows, and once more on the synthetic ones; both then predict real rows that neither has seen. Blue: what other real rows reach, and how much that varies.
Columns of which nothing can be foretold, not even from real rows, have no score here.</p>
<div class="grid">${figures}${curves}</div>
</section>`
}
