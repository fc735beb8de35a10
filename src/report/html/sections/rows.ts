import type { ScoreEntry } from '../../../evaluate/evaluation.js'
import type { Preview } from '../../../evaluate/summary/preview.js'
import { formatNumberOf, formatShare, noNumber, shorten } from '../../format.js'
import { entryFor } from '../../readings.js'
import { comparesShares, curveFigures } from '../charts/curve-figures.js'
import { detailChart } from '../charts/detail-chart.js'
import type { Drawing } from '../charts/drawing.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, drawn, entriesOf, type ReportView } from '../page/views.js'
import { detailsTable } from './details-table.js'

/** Whole rows: what gives synthetic rows away, curves that compare them with real ones, and the least plausible of them. */
export function rowsSection(drawing: Drawing, views: readonly ReportView[]): Markup | null {
  const shown = drawn(views)
  const scored = views[0].evaluation.scores.filter(({ level, value }) => level === 'joint' && value !== null)
  const telling = givesAway(drawing, shown)
  const curves = scored.flatMap(({ metric }) => curveFigures(drawing, shown, metric, comparesShares))
  const implausible = shown.flatMap((view) => leastPlausible(view) ?? [])
  if (telling === null && curves.length + implausible.length === 0) return null
  return markup`<section id="rows" aria-labelledby="rows-title">
<h2 id="rows-title">Whole rows</h2>
<p class="intro">Columns and pairs may be right where rows as a whole are not. In the curves the broad blue line is that of other real rows; the further from it a line lies, the less alike rows are.</p>
<div class="grid">${telling}${curves}</div>
${implausible}
</section>`
}

function givesAway(drawing: Drawing, views: readonly ReportView[]): Markup | null {
  const entries = entriesOf(views, 'c2st')
  const chart = detailChart(drawing, entries)
  if (!chart) return null
  return markup`<figure class="card"><figcaption><h3>What gives them away</h3><p>By how much worse a learner tells synthetic rows from real ones once a column is hidden from it: 1, the column gives nothing away; the lower, the more. Of columns that say the same, none may show.</p></figcaption>
${chart}
${detailsTable(entries, 'Numbers')}</figure>`
}

/** The rows of a table that a model of the real rows finds least plausible, with what makes them so. */
function leastPlausible(view: ReportView): Markup | null {
  const entry = entryFor(view.evaluation, 'pcc-plausibility')
  if (!entry || entry.details.length === 0) return null
  return markup`<div class="card scroll after" tabindex="0" role="region" aria-label="Least plausible rows">
<h3>${badge(view)}Least plausible rows</h3>
<table><caption>Synthetic rows that a model of the real rows finds hardest to believe, each by the cells that make it so. Surprise is in nats: how unlikely a row is; real rows come to ${surprise(entry.details[0]?.real)} on average.</caption>
<thead><tr><th scope="col">Cells</th><th scope="col" class="number">Surprise</th><th scope="col" class="number">Real rows no more plausible</th></tr></thead>
<tbody>${plausibilityRows(entry)}</tbody></table></div>`
}

function plausibilityRows({ details }: ScoreEntry): Markup[] {
  return details.map(
    ({ part, columns, value, synthetic }) =>
      markup`<tr><th scope="row">${nameOf(part ?? columns.join(', '))}</th><td class="number">${synthetic === undefined ? 'impossible' : surprise(synthetic)}</td><td class="number">${value === null ? noNumber : formatShare(value)}</td></tr>`,
  )
}

function surprise(nats: number | undefined): string {
  return nats === undefined ? noNumber : nats.toFixed(1).replace('-', '−')
}

/** Letters of a cell. */
const mostLetters = 24

/** A few synthetic rows of each table, to look at; null without any. */
export function previewSection(views: readonly ReportView[], previews: readonly Preview[]): Markup | null {
  if (previews.every(({ rows }) => rows.length === 0)) return null
  return markup`<section id="preview" aria-labelledby="preview-title">
<h2 id="preview-title">Some synthetic rows</h2>
<p class="intro">The first that equal no real row, without keys and texts.</p>
${previews.map((preview, at) => (preview.rows.length === 0 ? null : previewCard(preview, views.length > 1 ? views[at] : null)))}
</section>`
}

function previewCard({ columns, rows, passed }: Preview, view: ReportView | null): Markup {
  return markup`<div class="card scroll after" tabindex="0" role="region" aria-label="Synthetic rows">
<table class="preview">${view || passed > 0 ? markup`<caption>${view ? markup`${badge(view)}${nameOf(view.name)} ` : null}${passed > 0 ? `${formatNumberOf(passed, 'row')} passed over, which equal a real one.` : null}</caption>` : null}
<thead><tr>${columns.map((name) => markup`<th scope="col">${nameOf(shorten(name, mostLetters))}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${nameOf(shorten(cell, mostLetters))}</td>`)}</tr>`)}</tbody></table></div>`
}
