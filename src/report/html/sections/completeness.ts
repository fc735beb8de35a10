import type { Evaluation } from '../../../evaluate/evaluation.js'
import { levels } from '../../../evaluate/metric.js'
import { spectrum } from '../../../evaluate/metrics/spectrum.js'
import type { LevelCover } from '../../../evaluate/summary/completeness.js'
import { scoreOf } from '../../worst.js'
import { type Markup, markup } from '../page/markup.js'

/** Which statements these scores test, by what kind of measure, and which they leave open. */
export function completenessPart(evaluation: Evaluation): Markup {
  const { completeness, scores } = evaluation
  const beside = levels.filter((level) => !completeness.levels.some((cover) => cover.level === level))
  const absent = beside.filter((level) => !scores.some((entry) => entry.level === level && entry.value !== null))
  return markup`<div class="card complete"><h3>What was judged</h3>
<p>${completeness.warning ?? 'Every place on the spectrum has a score: what two tables may differ in, some score here is there to see.'}</p>
${absent.length > 0 ? markup`<p>Not judged either: ${absent.map((level) => spectrum[level].title.toLowerCase()).join('; ')}.</p>` : null}
<div class="scroll" tabindex="0" role="region" aria-label="What was judged"><table><caption class="hidden">Measures by place on the spectrum</caption>
<thead><tr><th scope="col">Place on the spectrum</th><th scope="col">By counting and learning anew</th><th scope="col">By a model of the rows</th></tr></thead>
<tbody>${completeness.levels.map((cover) => coverRow(evaluation, cover))}</tbody></table></div></div>`
}

function coverRow(evaluation: Evaluation, { level, modelFree, modelBased }: LevelCover): Markup {
  const titles = (names: readonly string[]) =>
    names.length === 0 ? 'nothing' : names.map((name) => scoreOf(evaluation, name)?.title ?? name).join(', ')
  return markup`<tr><th scope="row">${spectrum[level].title}</th><td>${titles(modelFree)}</td><td>${titles(modelBased)}</td></tr>`
}
