import type { Evaluation, ScoreEntry } from '../../evaluate/evaluation.js'
import { type Level, levels } from '../../evaluate/metric.js'
import { spectrum } from '../../evaluate/spectrum.js'
import { formatScore } from '../format.js'
import type { Drawing } from './drawing.js'
import { type Markup, markup } from './markup.js'
import { stripChart } from './strip-chart.js'

/** All scores along the spectrum, each between its floor and what real rows reach. */
export function overviewSection(drawing: Drawing, evaluation: Evaluation): Markup {
  const judged = levels.filter((level) => evaluation.scores.some((entry) => entry.level === level))
  return markup`<section id="overview" aria-labelledby="overview-title">
<h2 id="overview-title">Overview</h2>
<p class="intro">Each score says how much synthetic rows are like real ones in one respect; 1 is the same. Even two samples of real rows
differ a little, so look at where a score lies between the two marks: good synthetic rows reach the blue one.</p>
<div class="card">
<p class="key" aria-hidden="true"><span><i class="swatch dot"></i>synthetic rows</span><span><i class="swatch tick"></i>ceiling: other real rows</span><span><i class="swatch floor"></i>floor: rows without that structure</span></p>
<table class="spectrum">
<caption>Scores of ${evaluation.rows.compared.toLocaleString('en-US')} synthetic against as many real rows</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">From floor to ceiling</th><th scope="col" class="number">Score</th><th scope="col" class="number">Ceiling</th><th scope="col" class="number">Floor</th><th scope="col">In words</th></tr></thead>
${judged.map((level) => levelRows(drawing, level, evaluation))}
</table>
</div>
${notJudged(judged)}
</section>`
}

function levelRows(drawing: Drawing, level: Level, { scores }: Evaluation): Markup {
  const { title, question } = spectrum[level]
  const entries = scores.filter((entry) => entry.level === level)
  return markup`<tbody>
<tr class="group"><th scope="rowgroup" colspan="6">${title} <small>${question}</small></th></tr>
${entries.map((entry) => scoreRow(drawing, entry))}
</tbody>`
}

function scoreRow(drawing: Drawing, entry: ScoreEntry): Markup {
  const { title, plain, value, reason, reading, baselines } = entry
  return markup`<tr>
<th scope="row">${title} <small>${plain}</small></th>
<td class="strip">${stripChart(drawing, entry)}</td>
<td class="number score" data-label="Score">${formatScore(value)}</td>
<td class="number" data-label="Ceiling">${formatScore(baselines.ceiling.value)}</td>
<td class="number" data-label="Floor">${formatScore(baselines.floor.value)}</td>
<td class="reading">${reason ?? sentence(reading)}</td>
</tr>`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function notJudged(judged: readonly Level[]): Markup | null {
  const others = levels.filter((level) => !judged.includes(level))
  if (others.length === 0) return null
  return markup`<p class="intro" style="margin-top:1rem">Not judged in this report: ${others.map((level) => spectrum[level].title.toLowerCase()).join('; ')}.</p>`
}
