import type { DatabaseScore, RelationScore, ScoredItem } from '../../../evaluate/relations/evaluate-relations.js'
import type { DatabaseEvaluation, TableScore } from '../../../pipeline/databases/evaluate-database.js'
import type { FamilyPrivacy } from '../../../pipeline/databases/family-privacy.js'
import { formatCount, formatHundredths, formatScore, formatShare } from '../../format.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { htmlPage } from '../page/page.js'
import { tableViews } from '../page/views.js'
import { inShort } from '../sections/in-short.js'
import { diagram, skillClass } from './diagram.js'

/** What the report of a database shows. */
export interface DatabaseReportInput {
  readonly title: string
  readonly evaluation: DatabaseEvaluation
  /** What was compared with what, and what else a reader should know. */
  readonly notes: readonly string[]
}

/** Parts of a score that are listed. */
const mostListed = 8

/** The report on a synthetic database as one HTML file that needs nothing else. */
export function renderDatabaseReport({ title, evaluation, notes }: DatabaseReportInput): string {
  const { relations, tables, privacy } = evaluation
  const sections = [
    { id: 'database', title: 'Database', content: databaseSection(evaluation) },
    { id: 'scores', title: 'Score by score', content: scoresSection(evaluation.scores) },
    { id: 'relations', title: 'Relations', content: relationsSection(relations, evaluation.scores) },
    { id: 'privacy', title: 'Families and privacy', content: privacySection(privacy, evaluation.holdout) },
    { id: 'tables', title: 'Tables', content: tablesSection(tables) },
    {
      id: 'notes',
      title: 'Notes',
      content: markup`<section id="notes"><h2>Notes</h2><ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul></section>`,
    },
  ]
  const rows = tables.reduce((sum, { synthetic }) => sum + synthetic, 0)
  return htmlPage({
    title,
    ownStyle: databaseStyle,
    header: markup`<p class="brand">Rowsmith report</p>
<h1>${title}</h1>
<p class="lede"><strong>${formatCount(rows)} synthetic rows in ${tables.length} tables</strong> compared with ${evaluation.holdout ? 'real rows that no model saw' : 'the real database'}, across ${relations.length} relations.</p>`,
    sections,
    main: sections.map(({ content }) => content),
    footer: 'Made with Rowsmith. This page is complete in itself: it loads nothing and runs nothing. No real row is in it.',
  })
}

function databaseSection({ tables, relations, scores, skill }: DatabaseEvaluation): Markup {
  const integrity = Math.min(
    1,
    ...scores.filter(({ metric }) => metric === 'fk-integrity' || metric === 'key-unique').map(({ value }) => value),
  )
  const cardinality = scores.find(({ metric }) => metric === 'cardinality')
  return markup`<section id="database"><h2>Database</h2>
<dl class="verdicts">
<div><dt>Integrity</dt><dd class="${integrity === 1 ? 'good' : 'poor'}">${integrity === 1 ? 'every reference exists, every key is unique' : `broken: ${formatShare(1 - integrity)} of references or keys`}</dd></div>
<div><dt>Numbers of children</dt><dd class="${skillClass(cardinality?.skill ?? null)}">${cardinality ? `${formatScore(cardinality.value)}, other real rows ${formatScore(cardinality.ceiling)}` : 'nothing to compare'}</dd></div>
<div><dt>Across tables</dt><dd class="${skillClass(skill)}">skill ${formatHundredths(skill)}: 0 is shuffled references, 1 other real rows</dd></div>
</dl>
<figure class="card scroll" tabindex="0" role="region" aria-label="Diagram">${diagram(tables, relations)}
<figcaption>Parents above their children. The number on a line is the skill of the relation: 1 as other real rows, 0 as real rows with shuffled references; the line is solid from 0.9 on, dashed from 0.7, dotted below.</figcaption></figure>
${worstRelations(relations)}</section>`
}

function worstRelations(relations: readonly RelationScore[]): Markup | null {
  const judged = relations
    .filter(({ skill, isLookup }) => skill !== null && !isLookup)
    .sort((a, b) => (a.skill as number) - (b.skill as number))
  const [worst] = judged
  if (!worst || (worst.skill as number) >= 0.9) return null
  const shown = judged.filter(({ skill }) => (skill as number) < 0.9).slice(0, 3)
  return markup`<p>Least well kept: ${shown.map(({ name, skill }, i) => markup`${i > 0 ? ', ' : ''}<a href="#relation-${name}">${nameOf(name)}</a> (${formatHundredths(skill)})`)}.</p>`
}

function scoresSection(scores: readonly DatabaseScore[]): Markup {
  return markup`<section id="scores"><h2>Score by score</h2>
<p class="intro">Each score lies between 0 and 1, the goal. What other real rows reach is the ceiling; the floor is real rows that refer to a row of their parent at random.</p>
<div class="card scroll" tabindex="0" role="region" aria-label="Scores"><table><thead><tr><th scope="col">Score</th><th scope="col" class="number">Synthetic</th><th scope="col" class="number">Other real rows</th><th scope="col" class="number">Shuffled</th><th scope="col" class="number">Skill</th></tr></thead>
<tbody>${scores.map(
    (
      score,
    ) => markup`<tr><th scope="row">${score.title} <small>${score.metric}</small><details><summary>${score.plain}</summary>${worstItems(score)}</details></th>
<td class="number">${formatScore(score.value)}${areaText(score.area)}</td><td class="number">${formatScore(score.ceiling)}${areaText(score.ceilingArea)}</td><td class="number">${formatScore(score.floor)}</td><td class="number ${skillClass(score.skill)}">${formatHundredths(score.skill)}</td></tr>`,
  )}</tbody></table></div></section>`
}

function areaText(area: number | undefined): Markup | null {
  return area === undefined ? null : markup`<br><small>AUC ${area.toFixed(3)}</small>`
}

/** The parts that fall short most. */
function worstItems({ items }: DatabaseScore): Markup {
  const short = [...items].sort((a, b) => shortBy(b) - shortBy(a)).slice(0, mostListed)
  return itemTable(short, `The ${short.length} of ${items.length} parts that fall short most.`)
}

function shortBy({ value, ceiling }: ScoredItem): number {
  return (ceiling ?? 1) - value
}

function itemTable(items: readonly ScoredItem[], caption: string): Markup {
  return markup`<table class="items"><caption>${caption}</caption><tbody>${items.map(
    ({ of, value, ceiling, floor }) =>
      markup`<tr><th scope="row">${nameOf(of)}</th><td class="number">${formatScore(value)}</td><td class="number"><small>other real ${formatScore(ceiling)}</small></td><td class="number"><small>${floor === null ? '' : `shuffled ${formatScore(floor)}`}</small></td></tr>`,
  )}</tbody></table>`
}

function relationsSection(relations: readonly RelationScore[], scores: readonly DatabaseScore[]): Markup {
  return markup`<section id="relations"><h2>Relations</h2>${relations.map((relation) => relationArticle(relation, scores))}</section>`
}

const partNames: Readonly<Record<string, string>> = {
  cardinality: 'Numbers of children',
  '1-hop': 'Pairs of columns across',
  siblings: 'Rows of one parent',
  'c2st-join': 'Joined rows told apart',
}

function relationArticle(relation: RelationScore, scores: readonly DatabaseScore[]): Markup {
  const { name, parent, child, isLookup, integrity, skill, parts, counts } = relation
  const pairs = scores.find(({ metric }) => metric === '1-hop')?.items.filter((item) => item.relation === name) ?? []
  const worst = [...pairs].sort((a, b) => shortBy(b) - shortBy(a)).slice(0, mostListed)
  return markup`<article id="relation-${name}" class="card relation"><h3>${nameOf(parent)} ─&lt; ${nameOf(name)} <span class="pill ${skillClass(isLookup ? null : skill)}">${isLookup ? 'lookup' : formatHundredths(skill)}</span></h3>
<p class="soft">${integrity === 1 ? 'Every reference exists' : `${formatShare(1 - integrity)} of the references name no row`}. ${isLookup ? `${parent} is copied as it is.` : `Rows of ${child} for each row of ${parent}:`}</p>
<div class="columns"><div>${isLookup ? null : countBars(counts)}</div>
<table class="items"><tbody>${Object.entries(parts).map(
    ([metric, part]) =>
      markup`<tr><th scope="row">${partNames[metric] ?? metric}</th><td class="number">${formatScore(part.value)}</td><td class="number"><small>other real ${formatScore(part.ceiling)}</small></td><td class="number ${skillClass(part.skill)}"><small>skill ${formatHundredths(part.skill)}</small></td></tr>`,
  )}</tbody></table></div>
${worst.length > 0 ? markup`<details><summary>Pairs of columns across this relation</summary>${itemTable(worst, `The ${worst.length} of ${pairs.length} that fall short most.`)}</details>` : null}</article>`
}

/** Shares of parents by number of children, real and synthetic side by side. */
function countBars(counts: RelationScore['counts']): Markup {
  const most = Math.max(...counts.flatMap(({ real, synthetic }) => [real, synthetic]), 1e-9)
  const bar = (what: string, share: number): Markup =>
    markup`<span class="bar ${what}" style="width:${((100 * share) / most).toFixed(1)}%"></span>`
  return markup`<p class="key"><span><i class="swatch real"></i>real</span><span><i class="swatch synthetic"></i>synthetic</span></p>
<table class="counts"><tbody>${counts.map(
    ({ label, real, synthetic }) =>
      markup`<tr><th scope="row" class="number">${label}</th><td>${bar('real', real)}${bar('synthetic', synthetic)}</td><td class="number"><small>${formatShare(real)}<br>${formatShare(synthetic)}</small></td></tr>`,
  )}</tbody></table>`
}

function privacySection(privacy: readonly FamilyPrivacy[], hasHoldout: boolean): Markup | null {
  if (privacy.length === 0) return null
  return markup`<section id="privacy"><h2>Families and privacy</h2>
<p class="intro">A family is a row with all rows that refer to it. Exact families are synthetic ones that equal a real one cell by cell; of unseen real families some do so by chance. Nearer: how many are nearer to families that were learned from than to as many unseen ones; 50 % if nothing of single families is kept.${hasHoldout ? '' : ' Without a holdout, halves of the real database stand in for learned and unseen families, so that a model that learned both is not seen to copy.'}</p>
<div class="card scroll" tabindex="0" role="region" aria-label="Privacy"><table><thead><tr><th scope="col">Families of</th><th scope="col" class="number">Exact</th><th scope="col" class="number">Unseen real ones</th><th scope="col" class="number">Nearer to learned ones</th></tr></thead><tbody>${privacy.map(
    ({ parent, exact, exactUnseen, closeness }) =>
      markup`<tr><th scope="row">${nameOf(parent)}</th><td class="number">${formatShare(exact)}</td><td class="number">${exactUnseen === null ? '–' : formatShare(exactUnseen)}</td><td class="number">${closeness === null ? '–' : `${(100 * closeness.nearerTraining).toFixed(1)} ± ${(196 * closeness.nearerTrainingError).toFixed(1)} %`}</td></tr>`,
  )}</tbody></table></div></section>`
}

function tablesSection(tables: readonly TableScore[]): Markup {
  return markup`<section id="tables"><h2>Tables</h2>${tables.map((table) => {
    const what = table.copied
      ? 'copied word for word'
      : `${formatCount(table.synthetic)} synthetic rows, ${formatCount(table.real)} real ones`
    return markup`<article id="table-${table.name}" class="table-page"><h3>${nameOf(table.name)}</h3><p class="soft">${what}${table.copied || table.evaluation ? '' : '; nothing in it can be compared by itself: keys, references and texts that are made anew, or too few rows'}</p>${
      table.evaluation
        ? markup`<div>
${inShort(tableViews(table.evaluation), [null])}
</div>`
        : null
    }</article>`
  })}</section>`
}

/** Rules of the page of a database, beside those of all pages. */
const databaseStyle = `
.diagram { max-width: none; height: auto; font: inherit; }
.diagram .node rect { fill: var(--card); stroke: var(--soft); }
.diagram a:hover .node rect { stroke: var(--ink); stroke-width: 2; }
.diagram text { fill: var(--ink); text-anchor: middle; font-size: 13px; }
.diagram .name { font-weight: 650; }
.diagram .rows { font-size: 11px; fill: var(--soft); }
.diagram .edge { fill: none; stroke: var(--soft); stroke-width: 1.8; }
.diagram .edge.good { stroke: var(--real); }
.diagram .edge.fair { stroke: var(--soft); stroke-dasharray: 6 3; }
.diagram .edge.poor { stroke: var(--off); stroke-dasharray: 3 3; stroke-width: 2.4; }
.diagram .skill rect { fill: var(--card); stroke: var(--line); }
.diagram .skill text { font-size: 11.5px; font-weight: 600; }
.diagram .skill.poor text { fill: var(--off); }
.diagram .skill.unknown text { fill: var(--soft); font-weight: 400; }
figure.card { margin: 1rem 0; overflow-x: auto; }
figure figcaption { color: var(--soft); font-size: 0.875rem; margin-top: 0.6rem; }
.verdicts { display: grid; gap: 0.4rem; margin: 0 0 1rem; }
.verdicts div { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; }
.verdicts dt { font-weight: 600; min-width: 11rem; }
.verdicts dd { margin: 0; }
.verdicts .poor, td.poor { color: var(--off); }
.relation { margin-bottom: 1rem; }
.relation h3 { margin-bottom: 0.3rem; }
.pill { font-size: 0.8125rem; border: 1px solid var(--line); border-radius: 1em; padding: 0.05em 0.6em; margin-left: 0.5em; font-weight: 600; }
.pill.poor { color: var(--off); border-color: var(--off); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem 2.5rem; align-items: start; }
.counts th, .counts td { padding: 0.15rem 0.6rem 0.15rem 0; border: 0; font-size: 0.8125rem; }
.counts td:nth-child(2) { width: 70%; }
.bar { display: block; height: 0.6rem; min-width: 1px; border-radius: 2px; margin: 1px 0; }
.bar.real { background: var(--real); }
.bar.synthetic { background: var(--synthetic); }
th details { font-weight: 400; color: var(--soft); font-size: 0.875rem; margin-top: 0.2rem; }
.items { font-size: 0.875rem; }
.items th { font-weight: 400; overflow-wrap: anywhere; }
.table-page { margin: 2rem 0; }
`
