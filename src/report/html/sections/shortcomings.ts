import type { Shortcoming } from '../../../evaluate/evaluation.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, type ReportView } from '../page/views.js'

/** What synthetic tables are known to lack, and whether these do: a paragraph each; null where nothing was looked for. */
export function shortcomingsSection(views: readonly ReportView[]): Markup | null {
  if (views.every(({ evaluation }) => evaluation.shortcomings.every(({ found }) => found === null))) return null
  return markup`<section id="shortcomings" aria-labelledby="shortcomings-title">
<h2 id="shortcomings-title">Shortcomings</h2>
<p class="intro">Seven things that synthetic tables are known to lack. A column is named where it is worse than other real rows are, by more than chance and by enough to matter.</p>
<div class="${views.length > 1 ? 'two' : 'one'}">${views.map((view) => shortcomingsOf(view, views.length > 1))}</div>
</section>`
}

function shortcomingsOf(view: ReportView, titled: boolean): Markup {
  const { shortcomings } = view.evaluation
  const found = shortcomings.filter((shortcoming) => shortcoming.found)
  return markup`<div class="card">${titled ? markup`<h3>${badge(view)}${nameOf(view.name)}</h3>` : null}
${found.length === 0 && shortcomings.some(({ found }) => found === false) ? markup`<p>None was found.</p>` : found.map(({ title, text }) => markup`<p><strong>${title}.</strong> ${unbroken(text)}</p>`)}
${namesOf(
  'Looked for and not found',
  shortcomings.filter(({ found }) => found === false),
)}
${namesOf(
  "Can't be told from these scores",
  shortcomings.filter(({ found }) => found === null),
)}
</div>`
}

function namesOf(title: string, shortcomings: readonly Shortcoming[]): Markup | null {
  if (shortcomings.length === 0) return null
  return markup`<p class="soft">${title}: ${shortcomings.map(({ title }) => title.toLowerCase()).join(', ')}.</p>`
}

/** The text with no line break between a number and its percent sign. */
function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%')
}
