import type { Baseline, ScoreEntry } from '../../../evaluate/evaluation.js'
import { type Level, levels, spectrum } from '../../../evaluate/metric.js'
import { formatCount, formatScore, formatSkillInterval, noNumber, sentence } from '../../format.js'
import { comparesShares, curveFigures } from '../charts/curve-figures.js'
import { detailChart } from '../charts/detail-chart.js'
import type { Drawing } from '../charts/drawing.js'
import { type Markup, markup } from '../page/markup.js'
import { badge, drawn, entriesOf, type ReportView } from '../page/views.js'
import { detailsTable } from './details-table.js'

/** Where a score's details are on the page. */
export function scoreId(metric: string): string {
  return `score-${metric}`
}

/** All there is to say about each score, to be opened one by one. */
export function scoresSection(drawing: Drawing, views: readonly ReportView[]): Markup {
  const { scores } = views[0].evaluation
  const judged = levels.filter((level) => scores.some((entry) => entry.level === level))
  return markup`<section id="scores" aria-labelledby="scores-title">
<h2 id="scores-title">Score by score</h2>
<p class="intro">What each measure tests, the numbers behind it, and the columns that pull it down. Open the ones you want to know about.</p>
${judged.map((level) => levelPart(drawing, level, scores, views))}
</section>`
}

function levelPart(drawing: Drawing, level: Level, scores: readonly ScoreEntry[], views: readonly ReportView[]): Markup {
  const entries = scores.filter((entry) => entry.level === level)
  return markup`<h3 class="after">${spectrum[level].title}</h3>
<div class="card measures">${entries.map((entry) => scorePart(drawing, entry, views))}</div>`
}

function scorePart(drawing: Drawing, entry: ScoreEntry, views: readonly ReportView[]): Markup {
  const all = entriesOf(views, entry.metric)
  const values = all.map(({ view, entry }) => markup`${badge(view)}<span class="score">${formatScore(entry.value)}</span> `)
  const traces = curveFigures(drawing, views, entry.metric, (curve) => !comparesShares(curve))
  return markup`<details class="measure"><summary>${entry.title}${entry.standardName === undefined ? null : markup` <small>${entry.standardName}</small>`} <span class="values">${values}</span></summary>
<p id="${scoreId(entry.metric)}">${entry.plain}</p>
${about(entry)}
${numbersTable(entry, all)}
${detailsTable(all, 'Furthest behind')}
${traces.length > 0 ? markup`<details><summary>Charts</summary><div class="grid">${traces}</div></details>` : null}
</details>`
}

function about({ metric, version, implies, necessity, basis, goal, range, missing, notes, rows, references }: ScoreEntry): Markup {
  const direction = goal === 'maximize' ? 'the higher, the better' : 'the lower, the better'
  const facts: [string, string][] = [
    ['What is tested', `${implies} (${necessity}, ${basis})`],
    ['Scale', `${range[0]} to ${range[1]}, ${direction}`],
    ['Missing values', missing],
    ['Rows in each table', formatCount(rows)],
    ...notes.map((note): [string, string] => ['Note', note]),
    ...references.map(({ author, year, title, url }): [string, string] => [
      'Source',
      `${author}, ${year}, ${title}${url ? `, ${url}` : ''}`,
    ]),
    ['Name', `${metric}, version ${version}`],
  ]
  return markup`<dl class="facts">${facts.map(([name, text]) => markup`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`
}

const baselineTitles: readonly (readonly [keyof ScoreEntry['baselines'], string])[] = [
  ['ceiling', 'Other real rows (ceiling)'],
  ['copy', 'A copy of the training rows'],
  ['permuted', 'Columns shuffled, each by itself'],
  ['uniform', 'Values drawn evenly'],
]

function numbersTable(first: ScoreEntry, all: readonly { readonly view: ReportView; readonly entry: ScoreEntry }[]): Markup {
  const own = all.map(
    ({ view, entry }) =>
      markup`<tr><th scope="row">${badge(view)}Synthetic rows</th><td class="number score">${formatScore(entry.value)}</td><td class="number">${spread(entry.error)}</td><td>${verdict(entry)}</td></tr>`,
  )
  const baselines = baselineTitles.flatMap(([name, title]) => baselineRow(title, first.baselines[name]))
  const parts = all.flatMap(({ view, entry }) =>
    entry.parts.map(
      ({ label, value }) =>
        markup`<tr><th scope="row">${badge(view)}${label}</th><td class="number">${number(value)}</td><td></td><td></td></tr>`,
    ),
  )
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${first.title}: score and baselines"><table><caption class="hidden">${first.title}: score and baselines</caption><thead><tr><th scope="col">Of</th><th scope="col" class="number">Score</th><th scope="col" class="number">±</th><th scope="col">In words</th></tr></thead>
<tbody>${own}${baselines}${parts}</tbody></table></div>`
}

function baselineRow(title: string, { value, sd, n }: Baseline): Markup[] {
  if (value === null) return []
  return [
    markup`<tr><th scope="row">${title}</th><td class="number">${formatScore(value)}</td><td class="number">${spread(sd)}</td><td>${n === 0 ? '' : `mean of ${n}`}</td></tr>`,
  ]
}

function verdict({ reason, reading, skill, skillInterval, p }: ScoreEntry): string {
  const chance = p === null ? '' : `; as bad a score comes by chance with a probability of ${p < 0.001 ? 'less than 0.001' : p.toFixed(3)}`
  return `${reason ?? sentence(reading)}${skill === null ? '' : `; skill ${formatSkillInterval(skill, skillInterval)}`}${chance}`
}

function spread(sd: number | null): string {
  return sd === null ? noNumber : sd.toPrecision(1)
}

function number(value: number | null): string {
  if (value === null) return noNumber
  return (Number.isInteger(value) ? String(value) : value.toPrecision(4)).replaceAll('-', '−')
}

/** How well each column follows from all others, and whether predictions learned from synthetic rows keep their word. */
export function conditionalsSection(drawing: Drawing, views: readonly ReportView[]): Markup | null {
  const shown = drawn(views)
  const scored = views[0].evaluation.scores.filter(({ level, value }) => level === 'conditional' && value !== null)
  if (scored.length === 0) return null
  const figures = scored.flatMap(({ metric, title, plain }) => {
    const entries = entriesOf(shown, metric)
    const chart = detailChart(drawing, entries)
    if (!chart) return []
    return [
      markup`<figure class="card"><figcaption><h3>${title}</h3><p>${plain}</p></figcaption>
${chart}
${detailsTable(entries, 'Numbers')}</figure>`,
    ]
  })
  const curves = scored.flatMap(({ metric }) => curveFigures(drawing, shown, metric, comparesShares))
  return markup`<section id="conditionals" aria-labelledby="conditionals-title">
<h2 id="conditionals-title">Each column given all others</h2>
<p class="intro">A learner is taught on the real rows, and once more on the synthetic ones; both then predict real rows that neither has seen. Blue: what other real rows reach, and how much that varies.
Columns of which nothing can be foretold, not even from real rows, have no score here.</p>
<div class="grid">${figures}${curves}</div>
</section>`
}
