import type { Leaderboard, Slope } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, nothing } from '../format.js'
import { type Markup, markup, nameOf } from '../html/page/markup.js'
import { formatBytes, formatSeconds } from './cells.js'

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
  return slope === null ? nothing : slope.toFixed(2).replace('-', '−')
}
