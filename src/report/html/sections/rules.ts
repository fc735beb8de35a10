import type { ReportedRule } from '../../../pipeline/jobs/rules/report-rules.js'
import { formatNumberOf } from '../../format.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, type ReportView } from '../page/views.js'

/**
 * Each rule, how it was kept, and how often rows break it, and what came of wishes on the delivered rows; null without any. Of real rows only the
 * number is shown.
 */
export function rulesSection(views: readonly ReportView[], rules: readonly ReportedRule[], wishes: readonly string[]): Markup | null {
  if (rules.length === 0 && wishes.length === 0) return null
  return markup`<section id="rules" aria-labelledby="rules-title">
<h2 id="rules-title">Rules and targets</h2>
${rules.length > 0 ? rulesTable(views, rules) : null}
${wishes.length > 0 ? markup`<p class="intro after">What was asked of the delivered rows, and what came of it.</p><ul>${wishes.map((sentence) => markup`<li>${sentence}</li>`)}</ul>` : null}
</section>`
}

function rulesTable(views: readonly ReportView[], rules: readonly ReportedRule[]): Markup {
  const isKept = rules.some(({ how }) => how !== null)
  return markup`<p class="intro">What must hold in every row, and in how many it does not. Rows are counted from 1; <code>rowsmith check</code> names them all.</p>
<div class="card scroll after" tabindex="0" role="region" aria-label="Rules">
<table>
<thead><tr><th scope="col">Rule</th>${isKept ? markup`<th scope="col">Kept by</th>` : null}<th scope="col">Real rows that break it</th>${views.map((view) => markup`<th scope="col">${badge(view)}Synthetic rows that break it</th>`)}</tr></thead>
<tbody>${rules.map(
    ({ rule, how, real, synthetic }) =>
      markup`<tr><th scope="row">${nameOf(rule)}</th>${isKept ? markup`<td>${how ?? ''}</td>` : null}<td>${shareOf(real)}</td>${synthetic.map((table) => markup`<td>${shareOf(table)}${namedOf(table)}</td>`)}</tr>`,
  )}</tbody></table></div>`
}

type Breaches = ReportedRule['real']

function shareOf({ broken, rows }: Breaches): string {
  if (broken === 0) return `none of ${formatNumberOf(rows, 'row')}`
  return `${broken.toLocaleString('en')} of ${formatNumberOf(rows, 'row')} (${Number(((100 * broken) / rows).toPrecision(2))} %)`
}

function namedOf({ broken, first }: Breaches): string {
  if (broken === 0) return ''
  return `: ${broken === 1 ? 'row' : 'rows'} ${first.map((row) => row.toLocaleString('en')).join(', ')}${broken > first.length ? ' ...' : ''}`
}
