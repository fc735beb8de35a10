import type { Description } from '../../../models/synthesizer.js'
import { formatCount, formatHundredths } from '../../format.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import type { View } from '../page/views.js'

const dependencesShown = 10

/**
 * What stands behind the table: model, options, seed, rows; and what the model learned and gives away. Its parameters stay in the
 * model file: least and greatest values are somebody's, and a report goes further than a model.
 */
export function dataCardSection(
  facts: readonly (readonly [string, string])[],
  model: Description | undefined,
  views: readonly View[],
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

function evaluationFacts(views: readonly View[]): [string, string][] {
  const [{ evaluation }] = views as readonly [View, ...View[]]
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
