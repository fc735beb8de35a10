import type { Leaderboard, Slope, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, formatShare, noNumber } from '../format.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'
import { failedOf, formatAttacks, formatBytes, formatEstimate, formatSeconds, skillCell, synthesizerHead } from './cells.js'

/** How time and memory grow with the size of a table; null where none was made for it. */
export function slopesSection({ slopes }: Leaderboard): Markup | null {
  if (slopes.length === 0) return null
  return markup`<p class="intro">A slope of 1 is linear growth: twice the size takes twice as long. Fitted to logarithms by least squares; times are those of learning and sampling where they are known apart.</p>
<div class="scroll"><table><thead><tr><th scope="col">Synthesizer</th><th scope="col">growing</th><th scope="col">at</th><th scope="col">from size to size</th><th scope="col" class="number">Slope of time</th><th scope="col" class="number">Slope of memory</th></tr></thead><tbody>${slopes.map(slopeRow)}</tbody></table></div>`
}

function slopeRow({ synthesizer, factor, at, sizes, seconds, peakBytes, secondsSlope, memorySlope }: Slope): Markup {
  const steps = sizes
    .map((size, i) => `${formatCount(size)}: ${formatSeconds(seconds[i] ?? null)}, ${formatBytes(peakBytes[i] ?? null)}`)
    .join(' · ')
  const fixed = Object.entries(at)
    .map(([name, value]) => `${formatCount(value)} ${name}`)
    .join(', ')
  return markup`<tr><th scope="row">${nameOf(synthesizer)}</th><td>${factor}</td><td>${fixed}</td><td>${steps}</td><td class="number">${formatSlope(secondsSlope)}</td><td class="number">${formatSlope(memorySlope)}</td></tr>`
}

export function formatSlope(slope: number | null): string {
  return slope === null ? noNumber : slope.toFixed(2).replace('-', '−')
}

/** Every synthesizer with its rank, what it reaches and what it takes. */
export function rankingSection({ standings }: Leaderboard): Markup {
  return markup`<p class="intro">Quality is the mean skill over the levels from missing values to whole rows, and sequences where a table has any: 0 is a floor without any structure, 1 is what other real rows reach. The rank follows from the share of comparisons won on the same dataset with the same seed; beside it the ranks that 95 of 100 draws of datasets and seeds would give. Privacy is 1 where synthetic rows are no nearer to rows that were learned from than chance explains, and no attack gains anything, and 0 where each is a copy; it is a measurement, no guarantee.</p>
<div class="scroll"><table class="board"><thead><tr><th scope="col" class="number">Rank</th><th scope="col">Synthesizer</th><th scope="col" class="number">Quality</th><th scope="col" class="number">Won</th><th scope="col" class="number">Privacy</th><th scope="col" class="number">Attacks that worked</th><th scope="col" class="number">Fit</th><th scope="col" class="number">Sample</th><th scope="col" class="number">All</th><th scope="col" class="number">Memory</th><th scope="col" class="number">Model</th><th scope="col">Failed</th></tr></thead><tbody>${standings.map(rankingRow)}</tbody></table></div>${unrankedInWords(standings).map((line) => markup`<p class="note">${line}</p>`)}
<p class="soft">Times are geometric means; All is from the start of the program to the written table, in memory the greatest of all cells, and a model's size that of its file.</p>`
}

function rankingRow(standing: Standing): Markup {
  const { name, kind, rank, quality, wins, privacy, attacks, seconds, peakBytes, modelBytes } = standing
  return markup`<tr class="${kind}"><td class="number">${rankText(rank)}</td>${synthesizerHead(name, standing)}${skillCell(quality)}<td class="number">${wins === null || rank === null ? noNumber : formatShare(wins)}</td><td class="number">${formatEstimate(privacy, 2)}</td><td class="number">${formatAttacks(attacks)}</td><td class="number">${formatSeconds(seconds.fit)}</td><td class="number">${formatSeconds(seconds.sample)}</td><td class="number">${formatSeconds(seconds.make)}</td><td class="number">${formatBytes(peakBytes)}</td><td class="number">${formatBytes(modelBytes)}</td><td>${failedOf(standing)}</td></tr>`
}

const barredInWords = {
  copies: 'copy or blend real rows, and show what copying gives',
  gate: 'the attack gate finds copies of rows that were learned',
  nearness: 'rows are nearer to those that were learned than 55 % and what chance explains',
} as const

/** Who has no rank because of the privacy bar, a sentence for each reason. */
export function unrankedInWords(standings: readonly Standing[]): string[] {
  return Object.entries(barredInWords).flatMap(([reason, words]) => {
    const names = standings.filter(({ barred }) => barred === reason).map(({ name }) => name)
    return names.length > 0 ? [`Without a rank: ${names.join(', ')} (${words}).`] : []
  })
}

/** `2 (1–3)`. */
export function rankText(rank: Standing['rank']): string {
  if (rank === null) return ''
  return rank.low === null ? String(rank.place) : `${rank.place} (${rank.low}–${rank.high})`
}
