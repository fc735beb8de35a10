import type { Verdict } from '../../../evaluate/evaluation.js'
import { levels, spectrum } from '../../../evaluate/metric.js'
import { overallVerdict } from '../../../evaluate/verdicts/lines.js'
import { equivalenceMargin } from '../../../evaluate/verdicts/reading.js'
import type { Closeness } from '../../../pipeline/holdout/closeness.js'
import { formatCount, formatShare, sentence } from '../../format.js'
import { ranked } from '../../readings.js'
import { fitness, lineWords, verdictText, worstWords } from '../../verdict-words.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, type ReportView } from '../page/views.js'
import { thumbnails } from './thumbnails.js'

/** What came out, for three readers: what each table is good for, line by line what decided, and how near it comes to the rows it was made from. */
export function inShortSection(views: readonly ReportView[], nearness: readonly (Nearness | null)[]): Markup {
  return markup`<section id="in-short" aria-labelledby="in-short-title">
<h2 id="in-short-title">In short</h2>
${inShort(views, nearness, thumbnails(views))}
</section>`
}

/** What stands in that section below its heading. `glance` is where there are charts of columns that it can lead to. */
export function inShort(views: readonly ReportView[], nearness: readonly (Nearness | null)[], glance: Markup | null = null): Markup {
  return markup`${views.length > 1 ? rankingTable(views) : summaryCard(views[0], nearness[0] ?? null)}
${glance}
${views.length > 1 ? nearnessSection(views, nearness) : null}
${linesTable(views)}`
}

function sign(verdict: Verdict): Markup {
  const { words, sign } = verdictText[verdict]
  return markup`<strong class="is-${verdict}"><span class="sign" aria-hidden="true">${sign}</span> ${words}</strong>`
}

function summaryCard({ evaluation }: ReportView, near: Nearness | null): Markup {
  const { fit, open, unfit } = fitness(evaluation)
  const auc = evaluation.lines.find((line) => line.auc !== null)?.auc ?? null
  return markup`<div class="card first">
<p class="verdict">${sign(overallVerdict(evaluation.lines))}<small>the worst line below; ${worstWords(evaluation)}</small></p>
${auc === null ? null : markup`<p class="large"><strong>${(100 * auc).toFixed(0)}<small> of 100</small></strong><small>guesses of a trained classifier at which of two rows is synthetic are right; 50: it can't tell</small></p>`}
${near === null ? null : nearnessNumber(near)}
<dl class="fitness">${purposes('Fit for', fit)}${purposes('Not for', unfit)}${purposes('Not known for', open)}${purposes('Left out', leftOut(evaluation))}</dl>
</div>`
}

/** Columns that nobody compares, and why. */
function leftOut({ leftOut }: ReportView['evaluation']): string[] {
  const shown = leftOut.slice(0, mostLeftOut).map(({ column, reason }) => `${column} (${reason.split(':')[0]})`)
  return leftOut.length > mostLeftOut ? [...shown, `${leftOut.length - mostLeftOut} more`] : shown
}

const mostLeftOut = 4

function purposes(title: string, names: readonly string[]): Markup | null {
  return names.length === 0 ? null : markup`<dt>${title}</dt><dd>${names.join(', ')}</dd>`
}

/** The tables from the best to the worst, a line each. */
function rankingTable(views: readonly ReportView[]): Markup {
  const order = ranked(views.map(({ evaluation }) => evaluation))
  return markup`<div class="card scroll" tabindex="0" role="region" aria-label="Ranking">
<table class="ranking"><caption>From the best to the worst: by the worst line of each, then the next worst, then by how well a classifier tells its rows from real ones.</caption>
<thead><tr><th scope="col">Table</th><th scope="col">Verdict</th><th scope="col" class="number">Told apart, of 100</th><th scope="col">Worst of all</th><th scope="col">Fit for</th><th scope="col">Not for</th></tr></thead>
<tbody>${order.map((at) => rankingRow(views[at]))}</tbody></table></div>`
}

function rankingRow(view: ReportView): Markup {
  const { evaluation, name } = view
  const { fit, unfit } = fitness(evaluation)
  const auc = evaluation.lines.find((line) => line.auc !== null)?.auc ?? null
  return markup`<tr><th scope="row">${badge(view)}${nameOf(name)}</th><td>${sign(overallVerdict(evaluation.lines))}</td><td class="number" data-label="Told apart, of 100:">${auc === null ? '–' : (100 * auc).toFixed(0)}</td><td class="worst">${worstWords(evaluation)}</td><td class="fit" data-label="Fit for">${fit.join(', ')}</td><td class="unfit" data-label="Not for">${unfit.join(', ') || '–'}</td></tr>`
}

/** Line by line of the spectrum. */
function linesTable(views: readonly ReportView[]): Markup {
  const judged = levels.filter((level) => views.some(({ evaluation }) => evaluation.lines.some((line) => line.level === level)))
  const heads =
    views.length === 1 ? markup`<th scope="col">What came out</th>` : views.map((view) => markup`<th scope="col">${badge(view)}</th>`)
  return markup`<div class="card scroll after" tabindex="0" role="region" aria-label="Verdicts">
<table class="short${views.length > 1 ? ' several' : ''}"><caption>Each line is as bad as the worst in it. As good as real rows: with 95 % confidence less than ${equivalenceMargin} of skill is lacking in every score, and nothing was found. The further down, the more a line asks for.</caption>
<thead><tr><th scope="col">What is asked</th>${heads}</tr></thead>
<tbody>${judged.map((level) => markup`<tr><th scope="row">${questionOf(views, level)}<small>${spectrum[level].title}</small></th>${views.map((view) => lineCell(view, level))}</tr>`)}</tbody></table></div>`
}

function questionOf(views: readonly ReportView[], level: (typeof levels)[number]): string {
  const line = views.flatMap(({ evaluation }) => evaluation.lines).find((candidate) => candidate.level === level)
  return line?.question ?? spectrum[level].question
}

function lineCell({ evaluation }: ReportView, level: (typeof levels)[number]): Markup {
  const line = evaluation.lines.find((candidate) => candidate.level === level)
  if (!line) return markup`<td>–</td>`
  return markup`<td>${sign(line.verdict)}${lineWords(evaluation, line).map((words) => markup`<small>${sentence(words)}.</small>`)}</td>`
}

/** For several tables: how near synthetic rows come to the rows they were made from, beside rows that nobody learned from; nothing without a holdout. */
function nearnessSection(views: readonly ReportView[], nearness: readonly (Nearness | null)[]): Markup | null {
  const known = views.flatMap((view, i) => (nearness[i] ? [{ view, near: nearness[i] }] : []))
  if (known.length === 0) return null
  const rows = known[0]?.near.rows
  return markup`<div class="card scroll after" tabindex="0" role="region" aria-label="Closeness">
<table class="near"><caption>Closeness to the rows that were learned from, beside ${formatCount(rows)} that were not. Shares of synthetic rows, with 95 % intervals. This finds rows that were copied or nearly so; it is no guarantee of anything else.</caption>
<thead><tr><th scope="col"></th><th scope="col" class="number">Nearer to a row learned from (50 %: nothing of single rows is kept)</th><th scope="col" class="number">Equal to a row learned from</th><th scope="col" class="number">Equal to one that was not</th><th scope="col">In words</th></tr></thead>
<tbody>${known.map(({ view, near }) => nearRow(view, near))}</tbody></table></div>`
}

/** Standard errors of a 95 % interval. */
const wide = 1.96

/** For one table: the share as a large number, and the rest below. */
function nearnessNumber(near: Nearness): Markup {
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout, rows } = near
  return markup`<p class="large"><strong>${(100 * nearerTraining).toFixed(1)}<small> % ± ${(100 * wide * nearerTrainingError).toFixed(1)}</small></strong><small>of synthetic rows are nearer to a row that was learned from than to one of ${formatCount(rows)} that were not; 50 %: nothing of single rows is kept. ${wordsOf(near)}. ${formatShare(matchesTraining)} equal a row learned from, ${formatShare(matchesHoldout)} one that was not.</small></p>`
}

function wordsOf({ nearerTraining, nearerTrainingError }: Nearness): string {
  const half = wide * nearerTrainingError
  if (nearerTraining - half > 0.5) return 'Nearer than chance has it'
  return half > 0.05 ? 'Too few rows to say' : 'No nearer than chance has it'
}

function nearRow(view: ReportView, near: Nearness): Markup {
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout } = near
  return markup`<tr><th scope="row">${badge(view)}</th><td class="number"><strong>${formatShare(nearerTraining)}</strong> ± ${formatShare(wide * nearerTrainingError)}</td><td class="number">${formatShare(matchesTraining)}</td><td class="number">${formatShare(matchesHoldout)}</td><td>${wordsOf(near)}</td></tr>`
}

/** Closeness to so many rows that were learned from, beside as many that were not. */
export interface Nearness extends Closeness {
  readonly rows: number
}
