import type { ScoreEntry } from '../../evaluate/evaluation.js'
import { type Level, levels } from '../../evaluate/metric.js'
import { spectrum } from '../../evaluate/spectrum.js'
import { formatSkill } from '../format.js'
import { type Markup, markup } from './markup.js'
import { verdictOf, verdictText, worstVerdict } from './verdict.js'
import { badge, type View } from './views.js'

/** What came out, in a few words: place by place on the spectrum, as good as its weakest score. */
export function inShortSection(views: readonly View[]): Markup {
  const judged = levels.filter((level) => views.some((view) => entriesAt(view, level).length > 0))
  const heads =
    views.length === 1 ? markup`<th scope="col">What came out</th>` : views.map((view) => markup`<th scope="col">${badge(view)}</th>`)
  return markup`<section id="in-short" aria-labelledby="in-short-title">
<h2 id="in-short-title">In short</h2>
${views.map((view) => markup`<p class="verdict">${badge(view)}${headline(view)}</p>`)}
<div class="card scroll" tabindex="0" role="region" aria-label="Verdicts">
<table class="short${views.length > 1 ? ' several' : ''}"><caption>Each line is as good as the weakest score in it. The further down, the more a line asks for: single columns may be right where whole rows are not.</caption>
<thead><tr><th scope="col">What is asked</th>${heads}</tr></thead>
<tbody>${judged.map((level) => markup`<tr><th scope="row">${spectrum[level].question}<small>${spectrum[level].title}</small></th>${views.map((view) => levelCell(view, level))}</tr>`)}</tbody></table></div>
</section>`
}

/** The scores at this place that could be computed. */
function entriesAt({ evaluation }: View, level: Level): ScoreEntry[] {
  return evaluation.scores.filter((entry) => entry.level === level && entry.value !== null)
}

function weakest(entries: readonly ScoreEntry[]): ScoreEntry | undefined {
  return entries.filter(({ skill }) => skill !== null).sort((a, b) => (a.skill as number) - (b.skill as number))[0]
}

function headline({ evaluation }: View): string {
  const known = evaluation.scores.filter((entry) => verdictOf(entry) !== 'unknown')
  if (known.length === 0) return 'There is no score with a floor and a ceiling to judge by.'
  const equal = known.filter((entry) => verdictOf(entry) === 'equal').length
  const worst = weakest(known.filter((entry) => verdictOf(entry) !== 'equal'))
  const counted = `By ${equal} of ${known.length} scores the synthetic rows are indistinguishable from real ones.`
  if (!worst || (worst.skill as number) >= 1) return counted
  const skill = worst.skill as number
  const size = skill <= 0 ? 'no better than its floor' : `with a skill of ${formatSkill(skill)} where real rows have 1 and the floor 0`
  return `${counted} Furthest behind is “${worst.title}”, ${size}.`
}

function levelCell(view: View, level: Level): Markup {
  const entries = entriesAt(view, level)
  if (entries.length === 0) return markup`<td>–</td>`
  const verdict = worstVerdict(entries)
  const { words, sign } = verdictText[verdict]
  const equal = entries.filter((entry) => verdictOf(entry) === 'equal').length
  const worst = verdict === 'equal' || verdict === 'unknown' ? undefined : weakest(entries)
  const aside = worst ? `; weakest: ${worst.title.toLowerCase()}, skill ${formatSkill(worst.skill)}` : ''
  return markup`<td class="is-${verdict}"><strong><span class="sign" aria-hidden="true">${sign}</span> ${words}</strong><small>${equal} of ${entries.length} as real rows${aside}</small></td>`
}
