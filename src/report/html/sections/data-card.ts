import type { ColumnGraph, Description } from '../../../models/synthesizer.js'
import { formatCount, formatHundredths } from '../../format.js'
import { graphSvg } from '../../graph/index.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import type { ReportView } from '../page/views.js'

const dependencesShown = 10

/**
 * What stands behind the table: model, options, seed, rows; and what the model learned and gives away. Its parameters stay in the
 * model file: least and greatest values are somebody's, and a report goes further than a model.
 */
export function dataCardSection(
  facts: readonly (readonly [string, string])[],
  model: Description | undefined,
  views: readonly ReportView[],
): Markup {
  return markup`<section id="data-card" aria-labelledby="data-card-title">
<h2 id="data-card-title">Data card</h2>
<p class="intro">Where these rows${views.length > 0 ? ' and numbers' : ''} come from; enough to make them again.</p>
<div class="two">
${facts.length > 0 ? markup`<div class="card"><h3>Facts</h3>${pairsList(facts)}</div>` : null}
${views.length > 0 ? markup`<div class="card"><h3>Evaluation</h3>${pairsList(evaluationFacts(views))}</div>` : null}
${model ? modelCard(model) : null}
</div>
</section>`
}

function evaluationFacts(views: readonly ReportView[]): [string, string][] {
  const [{ evaluation }] = views as readonly [ReportView, ...ReportView[]]
  const { rows, reference, seed, rowsmith, scores } = evaluation
  return [
    ...views.map(({ letter, name, evaluation: { maker, rows } }): [string, string] => [
      letter === '' ? 'Synthetic rows' : `Table ${letter}`,
      `${formatCount(rows.synthetic)}${evaluation.name === null ? '' : `, ${name}`}${maker === null ? '' : `, by ${maker}`}`,
    ]),
    ['Real rows', `${formatCount(rows.training)} to learn from${rows.holdout === null ? '' : `, ${formatCount(rows.holdout)} kept aside`}`],
    ['Compared with', reference === 'holdout' ? 'real rows kept aside' : 'the rows to learn from'],
    ['Rows on either side', formatCount(rows.compared)],
    ['Measures', scores.map(({ metric }) => metric).join(', ')],
    ['Seed', String(seed)],
    ['Rowsmith', rowsmith],
  ]
}

function modelCard({ summary, reveals, dependences = [] }: Description): Markup {
  const strongest = [...dependences].sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength)).slice(0, dependencesShown)
  return markup`<div class="card"><h3>Model</h3>
<p>${summary}</p>
<p><strong>What the model file gives away.</strong> ${reveals}</p>
${strongest.length > 0 ? dependencesTable(strongest) : null}
</div>`
}

function dependencesTable(dependences: NonNullable<Description['dependences']>): Markup {
  return markup`<details><summary>Strongest dependences the model learned</summary>
<table><caption class="hidden">Strongest dependences</caption><thead><tr><th scope="col">Columns</th><th scope="col" class="number">Strength</th></tr></thead><tbody>
${dependences.map(({ a, b, strength }) => markup`<tr><th scope="row">${nameOf(a)} × ${nameOf(b)}</th><td class="number">${formatHundredths(strength)}</td></tr>`)}
</tbody></table></details>`
}

function pairsList(pairs: readonly (readonly [string, string])[]): Markup {
  return markup`<dl>${pairs.map(([name, value]) => markup`<dt>${nameOf(name)}</dt><dd>${nameOf(value)}</dd>`)}</dl>`
}

/** Arrows drawn per column, at most: with more there is nothing to be seen. */
const arrowsPerColumn = 2

const colours = { ink: 'var(--ink)', card: 'var(--card)', line: 'var(--line)', arrow: 'var(--real)' }

/** The network of a model that has one; nothing for others. */
export function networkSection(graph: ColumnGraph | undefined): Markup | null {
  if (!graph || graph.edges.length === 0) return null
  const most = Math.max(8, arrowsPerColumn * graph.nodes.length)
  const edges = [...graph.edges].sort((a, b) => b.strength - a.strength).slice(0, most)
  const left = graph.edges.length - edges.length
  const note = left > 0 ? ` The ${edges.length} strongest arrows are drawn; ${left} weaker ones are in the model file.` : ''
  return markup`<section id="network" aria-labelledby="network-title">
<h2 id="network-title">What depends on what</h2>
<p class="intro">An arrow leads from a column to one whose values the model draws in view of it; thicker arrows tell more. They say how rows are made, not what causes what.${note}</p>
<div class="card scroll" tabindex="0">${graphSvg({ ...graph, edges }, colours)}</div>
</section>`
}

/** How the numbers came about, in plain words, and what to know about this run. */
export function guideSection(views: readonly ReportView[], notes: readonly string[]): Markup {
  const all = [...new Set([...views.flatMap(({ evaluation }) => evaluation.notes), ...notes])]
  return markup`<section id="guide" aria-labelledby="guide-title">
<h2 id="guide-title">Notes</h2>
${all.length > 0 ? markup`<ul class="plain intro">${all.map((note) => markup`<li>${note}</li>`)}</ul>` : null}
${views.length > 0 ? howToRead(views) : null}
</section>`
}

function howToRead([first]: readonly ReportView[]): Markup {
  const floors = new Set(first?.evaluation.scores.map(({ baselines }) => baselines.floor.name))
  return markup`<details class="card printed"><summary>How to read the numbers</summary>
<dl>
<dt>Score</dt><dd>A measure of how much synthetic rows are like real ones in one respect, on a scale of its own; its plain words stand beside it.</dd>
<dt>Ceiling</dt><dd>Real rows scored against other real rows, as many as synthetic ones were. Nothing that is truly drawn from the same source does better, save by luck.</dd>
<dt>Floor</dt><dd>What is left without the structure in question: ${[...floors].map((name) => floorText[name]).join('; or ')}.</dd>
<dt>Skill</dt><dd>Where the score lies between floor, 0, and ceiling, 1. There is none where the two can't be told apart. ± covers the skill of 95 of 100 tables that are as good.</dd>
<dt>Strip</dt><dd>The skill as a picture. The floor is the grey mark and the ceiling the blue one, with the range in which real rows themselves vary; the thin line is the ±. An arrow points at a score beyond the strip.</dd>
<dt>Indistinguishable</dt><dd>The score is no further from the ceiling than that of one more draw of real rows would be, 95 times out of 100.</dd>
<dt>Nearer than real rows</dt><dd>A score clearly above the ceiling is no praise: rows that are more like the real ones than fresh real rows are may be copies of them.</dd>
</dl></details>`
}

const floorText = {
  copy: 'training rows',
  half: 'real rows',
  permuted: 'real rows, each column shuffled by itself',
  uniform: 'values drawn evenly, missing half the time where any are missing',
  worst: 'the worst score there is',
} as const
