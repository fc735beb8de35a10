import type { Preview } from '../../../evaluate/summary/preview.js'
import { formatNumberOf, shorten } from '../../format.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, type View } from '../page/views.js'

/** Letters of a cell. */
const mostLetters = 24

/** A few synthetic rows of each table, to look at; null without any. */
export function previewSection(views: readonly View[], previews: readonly Preview[]): Markup | null {
  if (previews.every(({ rows }) => rows.length === 0)) return null
  return markup`<section id="preview" aria-labelledby="preview-title">
<h2 id="preview-title">Some synthetic rows</h2>
<p class="intro">The first that equal no real row, without keys and texts.</p>
${previews.map((preview, at) => (preview.rows.length === 0 ? null : previewCard(preview, views.length > 1 ? views[at] : null)))}
</section>`
}

function previewCard({ columns, rows, passed }: Preview, view: View | null): Markup {
  return markup`<div class="card scroll after" tabindex="0" role="region" aria-label="Synthetic rows">
<table class="preview">${view || passed > 0 ? markup`<caption>${view ? markup`${badge(view)}${nameOf(view.name)} ` : null}${passed > 0 ? `${formatNumberOf(passed, 'row')} passed over, which equal a real one.` : null}</caption>` : null}
<thead><tr>${columns.map((name) => markup`<th scope="col">${nameOf(shorten(name, mostLetters))}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${nameOf(shorten(cell, mostLetters))}</td>`)}</tr>`)}</tbody></table></div>`
}
