import { formatCount } from '../format.js'
import type { Nearness } from '../html.js'
import { type Markup, markup } from './markup.js'
import { badge, type View } from './views.js'

/** How near synthetic rows come to the rows they were made from, beside rows that nobody learned from; nothing without a holdout. */
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

function nearRow(view: View, { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout }: Nearness): Markup {
  const half = wide * nearerTrainingError
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const words =
    nearerTraining - half > 0.5
      ? 'nearer to them than chance has it'
      : half > 0.05
        ? 'too few rows to say'
        : 'no nearer to them than chance has it'
  return markup`<tr><th scope="row">${badge(view) ?? 'Synthetic rows'}</th><td class="number"><strong>${percent(nearerTraining)}</strong> ± ${percent(half)}</td><td class="number">${percent(matchesTraining)}</td><td class="number">${percent(matchesHoldout)}</td><td>${words}</td></tr>`
}
