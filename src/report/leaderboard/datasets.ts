import type { DatasetFacts, DatasetRow, DatasetTable, Leaderboard, MetricMean } from '../../benchmark/leaderboard/leaderboard.js'
import { type Level, levels, spectrum } from '../../evaluate/metric.js'
import { formatNumberOf } from '../format.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'
import { failedOf, formatAttacks, formatBytes, formatEstimate, formatSeconds, skillCell, synthesizerHead } from './cells.js'

type LinkOf = (key: string) => string | null

/** One table for each dataset, with all scores behind it. */
export function datasetSections({ tables, datasets }: Leaderboard, linkOf: LinkOf): Markup | null {
  if (tables.length === 0) return null
  return markup`${tables.map((table) =>
    datasetSection(
      table,
      datasets.find(({ name }) => name === table.dataset),
      linkOf,
    ),
  )}`
}

function datasetSection({ dataset, rows }: DatasetTable, facts: DatasetFacts | undefined, linkOf: LinkOf): Markup {
  const shown = levels.filter((level) => rows.some((row) => row.levels[level]))
  const about =
    facts?.training == null
      ? ''
      : `learned from ${formatNumberOf(facts.training, 'row')}, judged by ${formatNumberOf(facts.holdout ?? 0, 'row')}, ${formatNumberOf(facts.columns ?? 0, 'column')}`
  return markup`<h3 class="after">${nameOf(dataset)} <small class="soft">${about}</small></h3>
<div class="scroll"><table class="board"><thead><tr><th scope="col">Synthesizer</th><th scope="col" class="number">Quality</th>${shown.map(levelHead)}<th scope="col" class="number">Privacy</th><th scope="col" class="number">Attacks that worked</th><th scope="col" class="number">Fit + sample</th><th scope="col" class="number">All</th><th scope="col" class="number">Memory</th><th scope="col">Failed</th><th scope="col">Reports</th></tr></thead><tbody>${rows.map((row) => datasetRow(row, shown, linkOf))}</tbody></table></div>
${scoresDetails(rows)}`
}

function datasetRow(row: DatasetRow, shown: readonly Level[], linkOf: LinkOf): Markup {
  const { synthesizer, kind, quality, privacy, attacks, seconds, peakBytes } = row
  const both = seconds.fit !== null && seconds.sample !== null ? seconds.fit + seconds.sample : null
  return markup`<tr class="${kind}">${synthesizerHead(synthesizer, { kind })}${skillCell(quality)}${shown.map((level) => skillCell(row.levels[level]))}<td class="number">${formatEstimate(privacy, 2)}</td><td class="number">${formatAttacks(attacks)}</td><td class="number">${formatSeconds(both)}</td><td class="number">${formatSeconds(seconds.make)}</td><td class="number">${formatBytes(peakBytes)}</td><td>${failedOf(row)}</td><td>${reportLinks(row, linkOf)}</td></tr>`
}

function reportLinks({ cells }: DatasetRow, linkOf: LinkOf): Markup {
  return markup`${cells.map(({ seed, key, outcome }) => {
    const link = outcome === 'ok' ? linkOf(key) : null
    return link === null ? null : markup`<a href="${link}">${seed}</a> `
  })}`
}

/** Every metric of every synthesizer, folded away. */
function scoresDetails(rows: readonly DatasetRow[]): Markup | null {
  const metrics = [...new Map(rows.flatMap(({ scores }) => scores).map((score) => [score.metric, score])).values()]
  if (metrics.length === 0) return null
  const sorted = metrics.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
  const judged = rows.filter(({ scores }) => scores.length > 0)
  return markup`<details><summary>All scores</summary><div class="scroll"><table><thead><tr><th scope="col">Metric</th>${judged.map(({ synthesizer }) => markup`<th scope="col" class="number">${nameOf(synthesizer)}</th>`)}</tr></thead><tbody>${sorted.map((metric) => metricRow(metric, judged))}</tbody></table></div></details>`
}

function metricRow({ metric, title, level, goal }: MetricMean, rows: readonly DatasetRow[]): Markup {
  const cells = rows.map(
    ({ scores }) => markup`<td class="number">${formatEstimate(scores.find((score) => score.metric === metric)?.value)}</td>`,
  )
  return markup`<tr><th scope="row">${title} <small class="soft">${spectrum[level].title}, ${goal === 'maximize' ? 'more' : 'less'} is better</small></th>${cells}</tr>`
}

/** The skill of every synthesizer at each level of the spectrum; null where nothing was judged. */
export function profileSection({ standings }: Leaderboard): Markup | null {
  const judged = standings.filter(({ levels }) => Object.keys(levels).length > 0)
  const shown = levels.filter((level) => judged.some((standing) => standing.levels[level]))
  if (shown.length === 0) return null
  return markup`<p class="intro">Skill at each level, from missing values by themselves to whole rows, and what stands beside it: 0 is the floor, 1 what other real rows score. Whoever is good on the left and bad on the right gets columns right and rows wrong.</p>
<div class="scroll"><table class="board"><thead><tr><th scope="col">Synthesizer</th>${shown.map((level) => levelHead(level))}</tr></thead><tbody>${judged.map(
    (standing) =>
      markup`<tr class="${standing.kind}">${synthesizerHead(standing.name, { kind: standing.kind })}${shown.map((level) => skillCell(standing.levels[level]))}</tr>`,
  )}</tbody></table></div>`
}

/** The title of a level at the head of a column. */
function levelHead(level: Level): Markup {
  return markup`<th scope="col" class="number">${spectrum[level].title}</th>`
}
