import type { Evaluation, ScoreDetail, ScoreEntry } from '../../evaluate/evaluation.js'
import type { ColumnSummary } from '../../evaluate/summary.js'
import { formatNumberOf, formatScore, formatShare } from '../format.js'
import { scoreOf, shortfall } from '../worst.js'
import { barRows, columnChart, valueText } from './column-chart.js'
import type { Drawing } from './drawing.js'
import { type Markup, markup, nameOf } from './markup.js'

/** So many columns are drawn; the rest, which are better, are listed. */
const mostDrawn = 60

/** Each column's distribution in real and synthetic rows, the worst first. */
export function columnsSection(drawing: Drawing, evaluation: Evaluation): Markup {
  const entry = scoreOf(evaluation, 'marginal-shape')
  const columns = inOrder(evaluation.columns, entry)
  const drawn = columns.slice(0, mostDrawn)
  const listed = columns.slice(mostDrawn)
  return markup`<section id="columns" aria-labelledby="columns-title">
<h2 id="columns-title">Column by column</h2>
<p class="intro">${entry ? 'Sorted by how far each stays behind real rows, the worst first. ' : ''}The score is the similarity of the two distributions, 1 being the same;
in brackets what other real rows reach. Percentages beside bars are those of real rows. Values of fewer than five real rows are pooled.</p>
<p class="key" aria-hidden="true"><span><i class="swatch area"></i>real rows</span><span><i class="swatch outline"></i>synthetic rows, as a line</span><span><i class="swatch real"></i>real rows</span><span><i class="swatch synthetic"></i>synthetic rows, as bars</span></p>
<div class="grid">
${drawn.map(({ summary, detail }) => columnCard(drawing, summary, detail))}
</div>
${listed.length > 0 ? restTable(listed) : null}
${leftOutList(evaluation)}
</section>`
}

interface Ordered {
  readonly summary: ColumnSummary
  readonly detail: ScoreDetail | undefined
}

function inOrder(columns: readonly ColumnSummary[], entry: ScoreEntry | undefined): Ordered[] {
  const details = new Map(entry?.details.map((detail) => [detail.columns[0], detail]))
  const behind = ({ detail }: Ordered) => (detail ? shortfall(detail) : Number.NEGATIVE_INFINITY)
  return columns.map((summary) => ({ summary, detail: details.get(summary.name) })).sort((a, b) => behind(b) - behind(a) || 0)
}

function columnCard(drawing: Drawing, summary: ColumnSummary, detail: ScoreDetail | undefined): Markup {
  return markup`<figure class="card">
<figcaption><h3>${nameOf(summary.name)}</h3>${detail ? scoreText(detail) : null}<small>${facts(summary)}</small></figcaption>
${columnChart(drawing, summary)}
${numbers(summary)}
</figure>`
}

function scoreText({ value, ceiling }: ScoreDetail): Markup {
  return markup`<span><span class="score">${formatScore(value)}</span>${ceiling === null ? null : ` (${formatScore(ceiling)})`}</span>`
}

function facts({ kind, missing, chart }: ColumnSummary): string {
  const gaps =
    missing.real > 0 || missing.synthetic > 0 ? `, ${formatShare(missing.real)} missing (synthetic ${formatShare(missing.synthetic)})` : ''
  return `${kind}${gaps}${chart === null ? ', no values' : ''}`
}

/** What the chart shows, as a table. */
function numbers(summary: ColumnSummary): Markup | null {
  const { chart } = summary
  const rows = [...barRows(summary)]
  if (chart?.type === 'histogram') {
    chart.bins.forEach((bin, i) => {
      const edge = (index: number) => valueText(summary, chart.edges[index] as number)
      rows.push({ label: `${edge(i)} to ${edge(i + 1)}`, ...bin })
    })
  }
  if (rows.length === 0) return null
  return markup`<details><summary>Numbers<span class="hidden"> of ${summary.name}</span></summary>
<table><caption class="hidden">Shares of rows</caption><thead><tr><th scope="col">Value</th><th scope="col" class="number">Real</th><th scope="col" class="number">Synthetic</th></tr></thead><tbody>
${rows.map(({ label, real, synthetic }) => markup`<tr><th scope="row">${nameOf(label)}</th><td class="number">${formatShare(real)}</td><td class="number">${formatShare(synthetic)}</td></tr>`)}
</tbody></table></details>`
}

function restTable(columns: readonly Ordered[]): Markup {
  return markup`<details><summary>${formatNumberOf(columns.length, 'more column')}, all better than those drawn</summary>
<table><caption>Similarity of the distributions, and what real rows reach</caption><thead><tr><th scope="col">Column</th><th scope="col" class="number">Score</th><th scope="col" class="number">Ceiling</th></tr></thead><tbody>
${columns.map(({ summary, detail }) => markup`<tr><th scope="row">${nameOf(summary.name)}</th><td class="number">${formatScore(detail?.value ?? null)}</td><td class="number">${formatScore(detail?.ceiling ?? null)}</td></tr>`)}
</tbody></table></details>`
}

function leftOutList({ leftOut }: Evaluation): Markup | null {
  if (leftOut.length === 0) return null
  return markup`<h3 style="margin-top:1.5rem">Left out of the comparison</h3>
<ul class="plain">${leftOut.map(({ column, reason }) => markup`<li>${nameOf(column)}, ${reason}</li>`)}</ul>`
}
