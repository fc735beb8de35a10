import type { Leaderboard, PairTest } from '../../benchmark/leaderboard/leaderboard.js'
import { formatNumberOf, nothing } from '../format.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'
import { synthesizerHead } from './cells.js'

/** Who is better than whom by paired tests; null where there is nobody to compare. */
export function testsSection({ standings, pairs }: Leaderboard): Markup | null {
  if (pairs.length === 0) return null
  const names = (list: readonly string[]): Markup =>
    list.length === 0 ? markup`${nothing}` : markup`${list.map((name, i) => markup`${i > 0 ? ', ' : ''}${nameOf(name)}`)}`
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
  return markup`<tr><th scope="row">${nameOf(a)}</th><td>${nameOf(b)}</td><td class="number">${blocks}</td><td class="number">${sign}${Math.abs(difference).toFixed(3)}</td><td class="number">${formatP(p)}</td><td class="number">${pDatasets === null ? nothing : formatP(pDatasets)}</td></tr>`
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
