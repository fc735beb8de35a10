import { type Markup, markup } from '../page/markup.js'
import type { View } from '../page/views.js'

/** How the numbers came about, in plain words, and what to know about this run. */
export function guideSection(views: readonly View[], notes: readonly string[]): Markup {
  const all = [...new Set([...views.flatMap(({ evaluation }) => evaluation.notes), ...notes])]
  return markup`<section id="guide" aria-labelledby="guide-title">
<h2 id="guide-title">Notes</h2>
${all.length > 0 ? markup`<ul class="plain intro">${all.map((note) => markup`<li>${note}</li>`)}</ul>` : null}
${views.length > 0 ? howToRead(views) : null}
</section>`
}

function howToRead([first]: readonly View[]): Markup {
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
