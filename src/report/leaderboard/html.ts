import type { Leaderboard, PairTest } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, formatNumberOf, noNumber } from '../format.js'
import { createDrawing } from '../html/charts/drawing.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'
import { htmlPage } from '../html/page/page.js'
import { synthesizerHead } from './cells.js'
import { datasetSections, profileSection } from './datasets.js'
import { frontsSection } from './fronts.js'
import { rankingSection, slopesSection } from './slopes.js'

export interface LeaderboardPage {
  readonly title: string
  /** Where the report of the cell of this key lies, from the page on; null where there is none. */
  readonly linkOf: (key: string) => string | null
}

/** The leaderboard as one HTML file that loads nothing and runs nothing. */
export async function renderLeaderboard(board: Leaderboard, { title, linkOf }: LeaderboardPage): Promise<string> {
  const drawing = await createDrawing()
  const sections = [
    { id: 'ranking', title: 'Ranking', content: rankingSection(board) },
    { id: 'tests', title: 'Who is better than whom', content: testsSection(board) },
    { id: 'fronts', title: 'What it costs', content: frontsSection(drawing, board) },
    { id: 'spectrum', title: 'Spectrum', content: profileSection(board) },
    { id: 'growth', title: 'Growth', content: slopesSection(board) },
    { id: 'datasets', title: 'Datasets', content: datasetSections(board, linkOf) },
    { id: 'failures', title: 'Failures', content: failuresSection(board) },
    { id: 'machine', title: 'Machine', content: machineSection(board) },
  ].filter(({ content }) => content !== null)
  return htmlPage({
    title,
    ownStyle,
    header: markup`<p class="brand">Rowsmith leaderboard</p>
<h1>${title}</h1>
<p class="lede">${lede(board)}</p>`,
    sections,
    main: sections.map(
      ({ id, title, content }) =>
        markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`,
    ),
    footer: 'Made with Rowsmith. This page loads nothing and runs nothing.',
  })
}

function lede({ standings, datasets, seeds }: Leaderboard): Markup {
  const competing = standings.filter(({ kind }) => kind !== 'baseline').length
  return markup`<strong>${formatNumberOf(competing, 'synthesizer')}</strong> on <strong>${formatNumberOf(datasets.length, 'dataset')}</strong>, ${formatNumberOf(seeds.length, 'seed')} each.`
}

function failuresSection({ failures }: Leaderboard): Markup | null {
  if (failures.length === 0) return null
  return markup`<p class="intro">A cell that ends otherwise than well is a result: its quality counts as 0.</p>
<div class="scroll"><table><thead><tr><th scope="col">Dataset</th><th scope="col">Synthesizer</th><th scope="col" class="number">Seed</th><th scope="col">End</th><th scope="col">Reason</th></tr></thead><tbody>${failures.map(
    ({ dataset, synthesizer, seed, outcome, reason }) =>
      markup`<tr><td>${nameOf(dataset)}</td><th scope="row">${nameOf(synthesizer)}</th><td class="number">${seed}</td><td>${outcome}</td><td>${reason}</td></tr>`,
  )}</tbody></table></div>`
}

function machineSection({ environments }: Leaderboard): Markup | null {
  if (environments.length === 0) return null
  const note =
    environments.length > 1
      ? markup`<p class="intro">Results come from several machines or versions: times of one don't compare with those of another.</p>`
      : null
  return markup`${note}<ul>${environments.map(
    ({ cpu, cores, memory, platform, node, rowsmith, commit }) =>
      markup`<li>${formatCount(cores)} × ${cpu}, ${(memory / 2 ** 30).toFixed(0)} GiB, ${platform}; Node ${node}; Rowsmith ${rowsmith}${commit === null ? '' : ` at ${commit}`}</li>`,
  )}</ul>`
}

/** What the leaderboard needs beyond the style sheet of the report. */
const ownStyle = `
.board th[scope="row"] { white-space: nowrap; }
.board td small { display: block; white-space: nowrap; }
.board .baseline th, .board .baseline td, .board .published th, .board .published td { color: var(--soft); font-weight: 400; }
.bar { display: block; height: 4px; margin-top: 3px; background: var(--faint); border-radius: 2px; overflow: hidden; min-width: 4rem; }
.bar span { display: block; height: 100%; background: var(--real); }
.tag { font-size: 0.75rem; font-weight: 400; color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0 0.3rem; margin-left: 0.4rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
`

/** Who is better than whom by paired tests; null where there is nobody to compare. */
function testsSection({ standings, pairs }: Leaderboard): Markup | null {
  if (pairs.length === 0) return null
  const names = (list: readonly string[]): Markup =>
    list.length === 0 ? markup`${noNumber}` : markup`${list.map((name, i) => markup`${i > 0 ? ', ' : ''}${nameOf(name)}`)}`
  const rows = standings
    .filter(({ rank }) => rank !== null)
    .map(
      (standing) =>
        markup`<tr>${synthesizerHead(standing.name, standing)}<td>${names(standing.betterThan)}</td><td>${names(standing.indistinguishableFrom)}</td></tr>`,
    )
  return markup`<p class="intro">Two synthesizers are compared by their quality on the same dataset with the same seed: how probable would so great a mean difference be if each single one could as well have had the other sign (Fisher's paired test)? Corrected for the number of pairs (Holm) at 5 %. It speaks of these datasets; the second p in the table of pairs, with whole datasets for pairs, of datasets like them.${fewNote(pairs)}</p>
<div class="scroll"><table class="board"><thead><tr><th scope="col">Synthesizer</th><th scope="col">better than</th><th scope="col">indistinguishable from</th></tr></thead><tbody>${rows}</tbody></table></div>
<details><summary>All pairs</summary><div class="scroll"><table><thead><tr><th scope="col">Synthesizer</th><th scope="col">against</th><th scope="col" class="number">Pairs</th><th scope="col" class="number">Mean difference</th><th scope="col" class="number">p</th><th scope="col" class="number">p over datasets</th></tr></thead><tbody>${pairs.map(pairRow)}</tbody></table></div></details>`
}

function pairRow({ a, b, blocks, difference, p, pDatasets }: PairTest): Markup {
  const sign = difference < 0 ? '−' : '+'
  return markup`<tr><th scope="row">${nameOf(a)}</th><td>${nameOf(b)}</td><td class="number">${blocks}</td><td class="number">${sign}${Math.abs(difference).toFixed(3)}</td><td class="number">${formatP(p)}</td><td class="number">${pDatasets === null ? noNumber : formatP(pDatasets)}</td></tr>`
}

function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}

/** What can't be found out with so few pairs. */
function fewNote(pairs: readonly PairTest[]): string {
  const blocks = Math.max(...pairs.map(({ blocks }) => blocks))
  const least = Math.min(1, (2 * pairs.length) / 2 ** blocks)
  return least >= 0.05
    ? ` With ${formatNumberOf(blocks, 'pair')} of dataset and seed no difference, however great, can be told from chance here; run more seeds or datasets.`
    : ''
}
