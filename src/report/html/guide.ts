import type { Evaluation } from '../../evaluate/evaluation.js'
import { type Markup, markup } from './markup.js'

/** How the numbers came about, in plain words, and what to know about this run. */
export function guideSection(evaluation: Evaluation | null, notes: readonly string[]): Markup {
  const all = [...(evaluation?.notes ?? []), ...notes]
  return markup`<section id="guide" aria-labelledby="guide-title">
<h2 id="guide-title">Notes</h2>
${all.length > 0 ? markup`<ul class="plain intro">${all.map((note) => markup`<li>${note}</li>`)}</ul>` : null}
${evaluation ? howToRead(evaluation) : null}
</section>`
}

function howToRead({ scores }: Evaluation): Markup {
  return markup`<details class="card"><summary>How to read the numbers</summary>
<dl>
<dt>Ceiling</dt><dd>Real rows scored against other real rows, as many as synthetic ones were. Nothing that is truly drawn from the same source does better, save by luck.</dd>
<dt>Floor</dt><dd>What is left without the structure in question: each column of real rows shuffled by itself, values drawn evenly, or the worst score there is.</dd>
<dt>Strip</dt><dd>The floor is the grey mark and the ceiling the blue one, with the range in which real rows themselves vary. An arrow points at a score beyond the strip. There is no strip where floor and ceiling can't be told apart.</dd>
${scores.map(({ title, plain, implies, baselines }) => markup`<dt>${title}</dt><dd>${plain} What is tested: ${implies}. Floor: ${floorText[baselines.floor.name]}.</dd>`)}
</dl></details>`
}

const floorText = {
  half: 'real rows',
  permuted: 'real rows, each column shuffled by itself',
  uniform: 'values drawn evenly, missing half the time where any are missing',
  worst: 'the worst score there is',
} as const
