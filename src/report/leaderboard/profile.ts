import type { Leaderboard } from '../../benchmark/leaderboard/leaderboard.js'
import { type Level, levels, spectrum } from '../../evaluate/metric.js'
import { type Markup, markup } from '../html/page/markup.js'
import { skillCell, synthesizerHead } from './cells.js'

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
export function levelHead(level: Level): Markup {
  return markup`<th scope="col" class="number">${spectrum[level].title}</th>`
}
