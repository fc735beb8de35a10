import type { Evaluation, ScoreDetail } from '../../../evaluate/evaluation.js'
import { formatNumberOf, formatScore, formatShare } from '../../format.js'
import { entryFor, shortfall } from '../../readings.js'
import { barRows, type ColumnCurve, columnChart, valueText } from '../charts/column-chart.js'
import type { Drawing } from '../charts/drawing.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, drawn, type ReportView } from '../page/views.js'

/** So many columns are drawn for one table, and fewer for several; the rest, which are better, are listed. */
const mostCards = 60

/** Each column's distribution in real and synthetic rows, the worst first. */
export function columnsSection(drawing: Drawing, views: readonly ReportView[]): Markup {
  const shown = drawn(views)
  const columns = worstColumnsFirst(shown)
  const most = mostDrawn(shown)
  const listed = columns.slice(most)
  const scored = columns.some(({ details }) => details.some((detail) => detail !== undefined))
  return markup`<section id="columns" aria-labelledby="columns-title">
<h2 id="columns-title">Column by column</h2>
<p class="intro">${scored ? 'Sorted by how far each stays behind real rows, the worst first. ' : ''}The score is the similarity of the two distributions, 1 being the same;
in brackets what other real rows reach. Percentages beside bars are those of real rows. Values of fewer than five real rows are pooled.${views.length > shown.length ? ` Drawn are the first ${shown.length} tables.` : ''}</p>
${key(shown)}
<div class="grid">
${columns.slice(0, most).map((column, at) => columnCard(drawing, column, columnId(at)))}
</div>
${listed.length > 0 ? restTable(shown, listed) : null}
${leftOutList(views[0].evaluation)}
</section>`
}

/** So many columns are drawn. */
export function mostDrawn(views: readonly ReportView[]): number {
  return Math.round(mostCards / Math.sqrt(views.length))
}

/** Of a column's figure. */
export function columnId(at: number): string {
  return `column-${at + 1}`
}

/** What colours and lines stand for. */
function key(views: readonly ReportView[]): Markup {
  const real = markup`<span><i class="swatch area"></i>real rows</span>`
  if (views.length === 1) {
    return markup`<p class="key" aria-hidden="true">${real}<span><i class="swatch outline"></i>synthetic rows, as a line</span><span><i class="swatch real"></i>real rows</span><span><i class="swatch synthetic"></i>synthetic rows, as bars</span></p>`
  }
  return markup`<p class="key" aria-hidden="true">${real}${views.map((view) => markup`<span><svg width="26" height="8"><line x1="0" x2="26" y1="4" y2="4" style="stroke:${view.colour};stroke-width:2.5;stroke-dasharray:${view.dash}"/></svg>${badge(view)}${nameOf(view.name)}</span>`)}</p>`
}

/** A column in each table, and its score there. */
export interface Ordered {
  readonly columns: readonly ColumnCurve[]
  readonly details: readonly (ScoreDetail | undefined)[]
}

/** The columns from the one that stays furthest behind real rows on. */
export function worstColumnsFirst(views: readonly ReportView[]): Ordered[] {
  const found = views.map(({ evaluation }) => {
    return new Map(entryFor(evaluation, 'marginal-shape')?.details.map((detail) => [detail.columns[0], detail]))
  })
  const behind = ({ details }: Ordered) => Math.max(...details.map((detail) => (detail ? shortfall(detail) : Number.NEGATIVE_INFINITY)))
  const names = views[0].evaluation.columns.map(({ name }) => name)
  return names
    .map((name): Ordered => {
      const columns = views.flatMap((view): ColumnCurve[] => {
        const summary = view.evaluation.columns.find((column) => column.name === name)
        return summary ? [{ view, summary }] : []
      })
      return { columns, details: found.map((details) => details.get(name)) }
    })
    .sort((a, b) => behind(b) - behind(a) || 0)
}

function columnCard(drawing: Drawing, { columns, details }: Ordered, id: string): Markup {
  const { summary } = columns[0]
  return markup`<figure class="card" id="${id}">
<figcaption><h3>${nameOf(summary.name)}</h3><span${columns.length > 1 ? markup` class="scores"` : null}>${details.map((detail, i) => (detail ? scoreText(detail, columns[i], i === details.length - 1) : null))}</span><small>${facts(columns)}</small></figcaption>
${columnChart(drawing, columns)}
${numbers(columns)}
</figure>`
}

function scoreText({ value, ceiling }: ScoreDetail, { view }: ColumnCurve, isLast: boolean): Markup {
  return markup`${badge(view)}<span class="score">${formatScore(value)}</span>${ceiling === null || !isLast ? ' ' : ` (${formatScore(ceiling)})`}`
}

function facts(columns: readonly ColumnCurve[]): string {
  const { kind, missing, chart } = columns[0].summary
  const anyMissing = missing.real > 0 || columns.some(({ summary }) => summary.missing.synthetic > 0)
  const synthetic = columns.map(({ summary }) => formatShare(summary.missing.synthetic)).join(', ')
  const gaps = anyMissing ? `, ${formatShare(missing.real)} missing (synthetic ${synthetic})` : ''
  return `${kind}${gaps}${chart === null ? ', no values' : ''}`
}

/** What the chart shows, as a table. */
function numbers(columns: readonly ColumnCurve[]): Markup | null {
  const { summary } = columns[0]
  const { chart } = summary
  const rows = [...barRows(columns)]
  if (chart?.type === 'histogram') {
    chart.bins.forEach(({ real }, i) => {
      const edge = (index: number) => valueText(summary, chart.edges[index])
      const label = i === 0 ? `below ${edge(1)}` : i === chart.bins.length - 1 ? `${edge(i)} and above` : `${edge(i)} to ${edge(i + 1)}`
      const synthetic = columns.map(({ summary }) => (summary.chart?.type === 'histogram' ? (summary.chart.bins[i]?.synthetic ?? 0) : 0))
      rows.push({ label: chart.bins.length === 1 ? 'all values' : label, real, synthetic })
    })
  }
  if (rows.length === 0) return null
  const heads = columns.map(({ view }) => markup`<th scope="col" class="number">${badge(view) ?? 'Synthetic'}</th>`)
  return markup`<details><summary>Numbers<span class="hidden"> of ${summary.name}</span></summary><table><caption class="hidden">Shares of ${summary.name}</caption><thead><tr><th scope="col">Value</th><th scope="col" class="number">Real</th>${heads}</tr></thead><tbody>
${rows.map(({ label, real, synthetic }) => markup`<tr><th scope="row">${nameOf(label)}</th><td class="number">${formatShare(real)}</td>${synthetic.map((share) => markup`<td class="number">${formatShare(share)}</td>`)}</tr>`)}
</tbody></table></details>`
}

function restTable(views: readonly ReportView[], columns: readonly Ordered[]): Markup {
  const heads = views.map((view) => markup`<th scope="col" class="number">${badge(view) ?? 'Score'}</th>`)
  return markup`<details><summary>${formatNumberOf(columns.length, 'more column')}, all better than those drawn</summary>
<table><caption>Similarity of the distributions, and what real rows reach</caption><thead><tr><th scope="col">Column</th>${heads}<th scope="col" class="number">Ceiling</th></tr></thead><tbody>
${columns.map(({ columns, details }) => markup`<tr><th scope="row">${nameOf(columns[0]?.summary.name ?? '')}</th>${details.map((detail) => markup`<td class="number">${formatScore(detail?.value ?? null)}</td>`)}<td class="number">${formatScore(details[0]?.ceiling ?? null)}</td></tr>`)}
</tbody></table></details>`
}

function leftOutList({ leftOut }: Evaluation): Markup | null {
  if (leftOut.length === 0) return null
  return markup`<h3 class="after">Left out of the comparison</h3>
<ul class="plain">${leftOut.map(({ column, reason }) => markup`<li>${nameOf(column)}, ${reason}</li>`)}</ul>`
}
