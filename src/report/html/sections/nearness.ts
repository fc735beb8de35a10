import { formatCount, formatShare } from '../../format.js'
import type { Nearness } from '../index.js'
import { type Markup, markup } from '../page/markup.js'
import { badge, type View } from '../page/views.js'

/** For several tables: how near synthetic rows come to the rows they were made from, beside rows that nobody learned from; nothing without a holdout. */
export function nearnessSection(views: readonly View[], nearness: readonly (Nearness | null)[]): Markup | null {
  const known = views.flatMap((view, i) => (nearness[i] ? [{ view, near: nearness[i] as Nearness }] : []))
  if (known.length === 0) return null
  const rows = known[0]?.near.rows as number
  return markup`<div class="card scroll after" tabindex="0" role="region" aria-label="Closeness">
<table class="near"><caption>Closeness to the rows that were learned from, beside ${formatCount(rows)} that were not. Shares of synthetic rows, with 95 % intervals. This finds rows that were copied or nearly so; it is no guarantee of anything else.</caption>
<thead><tr><th scope="col"></th><th scope="col" class="number">Nearer to a row learned from (50 %: nothing of single rows is kept)</th><th scope="col" class="number">Equal to a row learned from</th><th scope="col" class="number">Equal to one that was not</th><th scope="col">In words</th></tr></thead>
<tbody>${known.map(({ view, near }) => nearRow(view, near))}</tbody></table></div>`
}

/** Standard errors of a 95 % interval. */
const wide = 1.96

/** For one table: the share as a large number, and the rest below. */
export function nearnessNumber(near: Nearness): Markup {
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout, rows } = near
  return markup`<p class="large"><strong>${(100 * nearerTraining).toFixed(1)}<small> % ± ${(100 * wide * nearerTrainingError).toFixed(1)}</small></strong><small>of synthetic rows are nearer to a row that was learned from than to one of ${formatCount(rows)} that were not; 50 %: nothing of single rows is kept. ${wordsOf(near)}. ${formatShare(matchesTraining)} equal a row learned from, ${formatShare(matchesHoldout)} one that was not.</small></p>`
}

function wordsOf({ nearerTraining, nearerTrainingError }: Nearness): string {
  const half = wide * nearerTrainingError
  if (nearerTraining - half > 0.5) return 'Nearer than chance has it'
  return half > 0.05 ? 'Too few rows to say' : 'No nearer than chance has it'
}

function nearRow(view: View, near: Nearness): Markup {
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout } = near
  return markup`<tr><th scope="row">${badge(view)}</th><td class="number"><strong>${formatShare(nearerTraining)}</strong> ± ${formatShare(wide * nearerTrainingError)}</td><td class="number">${formatShare(matchesTraining)}</td><td class="number">${formatShare(matchesHoldout)}</td><td>${wordsOf(near)}</td></tr>`
}
