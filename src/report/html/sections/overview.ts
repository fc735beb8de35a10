import type { Evaluation, ScoreEntry } from '../../../evaluate/evaluation.js'
import { type Level, levels, spectrum } from '../../../evaluate/metric.js'
import type { LevelCover } from '../../../evaluate/summary/completeness.js'
import { formatCount, formatScore, formatSkillInterval, sentence } from '../../format.js'
import { entryFor } from '../../readings.js'
import type { Drawing } from '../charts/drawing.js'
import { stripChart } from '../charts/strip-chart.js'
import { type Markup, markup } from '../page/markup.js'
import { badge, entriesOf, type ReportView } from '../page/views.js'
import { scoreId } from './scores.js'

/** All scores along the spectrum, each between its floor and what real rows reach; tables side by side. */
export function overviewSection(drawing: Drawing, views: readonly ReportView[]): Markup {
  const [first] = views as readonly [ReportView, ...ReportView[]]
  const judged = levels.filter((level) => first.evaluation.scores.some((entry) => entry.level === level))
  const { compared } = first.evaluation.rows
  const numbers =
    views.length === 1
      ? markup`<th scope="col" class="number">Score</th><th scope="col" class="number">Ceiling</th><th scope="col" class="number">Floor</th><th scope="col" class="number">Skill</th><th scope="col">In words</th>`
      : markup`<th scope="col" class="number">Ceiling</th><th scope="col" class="number">Floor</th>${views.map((view) => markup`<th scope="col" class="number">${badge(view)}</th>`)}`
  return markup`<section id="overview" aria-labelledby="overview-title">
<h2 id="overview-title">Overview</h2>
<p class="intro">Each score says how much synthetic rows are like real ones in one respect. Even two samples of real rows differ a little, so look at where a score
lies between the two marks: good synthetic rows reach the blue one. Skill says the same as a number, 0 at the floor and 1 at the ceiling; ± is where it would lie in 95 of 100 draws.</p>
<div class="card${views.length > 1 ? ' scroll' : ''}"${views.length > 1 ? focusable : null}>
<p class="key" aria-hidden="true"><span><i class="swatch dot"></i>synthetic rows</span><span><i class="swatch tick"></i>ceiling: other real rows</span><span><i class="swatch floor"></i>floor: rows without that structure</span></p>
<table class="spectrum${views.length > 1 ? ' several' : ''}">
<caption>Scores of ${formatCount(compared)} synthetic against as many real rows${views.length > 1 ? '; below each its skill, and = where it is as good as that of real rows' : ''}</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">From floor to ceiling</th>${numbers}</tr></thead>
${judged.map((level) => levelRows(drawing, level, views))}
</table>
</div>
${completenessPart(first.evaluation)}
</section>`
}

const focusable = markup` tabindex="0" role="region" aria-label="Scores"`

function levelRows(drawing: Drawing, level: Level, views: readonly ReportView[]): Markup {
  const { title, question } = spectrum[level]
  const entries = views[0].evaluation.scores.filter((entry) => entry.level === level)
  const width = views.length === 1 ? 7 : 4 + views.length
  return markup`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${width}">${title} <small>${question}</small></th></tr>
${entries.filter((entry) => isScored(entry, views)).map((entry) => scoreRow(drawing, entry, views))}
${unscoredRows(
  entries.filter((entry) => !isScored(entry, views)),
  width,
)}
</tbody>`
}

/** True where at least one of the tables has this score. */
function isScored({ metric }: ScoreEntry, views: readonly ReportView[]): boolean {
  return entriesOf(views, metric).some(({ entry }) => entry.value !== null)
}

/** Measures that no table has, those with the same reason in one line. */
function unscoredRows(entries: readonly ScoreEntry[], width: number): Markup[] {
  const reasons = [...new Set(entries.map(({ reason }) => reason ?? ''))]
  return reasons.map((reason) => {
    const links = entries
      .filter((entry) => (entry.reason ?? '') === reason)
      .map(({ metric, title }, i) => markup`${i === 0 ? '' : ', '}<a href="#${scoreId(metric)}">${title}</a>`)
    return markup`<tr class="group unscored"><td colspan="${width}">No score for ${links}. ${reason}</td></tr>`
  })
}

function scoreRow(drawing: Drawing, entry: ScoreEntry, views: readonly ReportView[]): Markup {
  const { metric, title, plain, baselines } = entry
  const all = entriesOf(views, metric)
  const ends = markup`<td class="number" data-label="Ceiling">${formatScore(baselines.ceiling.value)}</td>
<td class="number" data-label="Floor">${formatScore(baselines.floor.value)}</td>`
  return markup`<tr>
<th scope="row"><a href="#${scoreId(metric)}">${title}</a> <small>${plain}</small></th>
<td class="strip">${stripChart(drawing, all)}</td>
${views.length === 1 ? markup`<td class="number score" data-label="Score">${formatScore(entry.value)}</td>${ends}${wordsOf(entry)}` : markup`${ends}${all.map(({ view, entry }) => tableCell(view, entry))}`}
</tr>`
}

function wordsOf({ skill, skillInterval, reason, reading }: ScoreEntry): Markup {
  return markup`<td class="number" data-label="Skill">${formatSkillInterval(skill, skillInterval)}</td>
<td class="reading">${reason ?? sentence(reading)}</td>`
}

function tableCell({ letter }: ReportView, entry: ScoreEntry): Markup {
  const { value, skill, skillInterval, reason, reading } = entry
  const equal = entry.verdict === 'equal'
  const below = skill === null ? null : formatSkillInterval(skill, skillInterval)
  return markup`<td class="number" data-label="${letter}" title="${reason ?? sentence(reading)}"><span class="score">${formatScore(value)}</span>${equal ? markup` <span aria-label="as good as real rows">=</span>` : null}${below === null ? null : markup`<small>${below}</small>`}</td>`
}

/** Which statements these scores test, by what kind of measure, and which they leave open. */
function completenessPart(evaluation: Evaluation): Markup {
  const { completeness, scores } = evaluation
  const beside = levels.filter((level) => !completeness.levels.some((cover) => cover.level === level))
  const absent = beside.filter((level) => !scores.some((entry) => entry.level === level && entry.value !== null))
  return markup`<div class="card complete"><h3>What was judged</h3>
<p>${completeness.warning ?? 'Every place on the spectrum has a score: what two tables may differ in, some score here is there to see.'}</p>
${absent.length > 0 ? markup`<p>Not judged either: ${absent.map((level) => spectrum[level].title.toLowerCase()).join('; ')}.</p>` : null}
<div class="scroll" tabindex="0" role="region" aria-label="What was judged"><table><caption class="hidden">Measures by place on the spectrum</caption>
<thead><tr><th scope="col">Place on the spectrum</th><th scope="col">By counting and learning anew</th><th scope="col">By a model of the rows</th></tr></thead>
<tbody>${completeness.levels.map((cover) => coverRow(evaluation, cover))}</tbody></table></div></div>`
}

function coverRow(evaluation: Evaluation, { level, modelFree, modelBased }: LevelCover): Markup {
  const titles = (names: readonly string[]) =>
    names.length === 0 ? 'nothing' : names.map((name) => entryFor(evaluation, name)?.title ?? name).join(', ')
  return markup`<tr><th scope="row">${spectrum[level].title}</th><td>${titles(modelFree)}</td><td>${titles(modelBased)}</td></tr>`
}
