import type { Leaderboard } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, formatNumberOf } from '../format.js'
import { createDrawing } from '../html/charts/drawing.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'
import { htmlPage } from '../html/page/page.js'
import { datasetSections } from './datasets.js'
import { frontsSection } from './fronts.js'
import { profileSection } from './profile.js'
import { rankingSection } from './ranking.js'
import { slopesSection } from './slopes.js'
import { ownStyle } from './style.js'
import { testsSection } from './tests.js'

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
