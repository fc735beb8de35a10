import type { ScoreDetail, ScoreEntry } from '../../../evaluate/evaluation.js'
import { formatScore, noNumber } from '../../format.js'
import { nameOfDetail, worstDetailsFirst } from '../charts/detail-chart.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, type ReportView } from '../page/views.js'

const mostRows = 20

/** The scores of columns, pairs or groups, furthest behind real rows first; nothing where there are none. */
export function detailsTable(entries: readonly { readonly view: ReportView; readonly entry: ScoreEntry }[], title: string): Markup | null {
  const known = entries.map(({ entry }) => new Map(entry.details.map((detail) => [nameOfDetail(detail), detail])))
  const scored = worstDetailsFirst(entries.map(({ entry }) => entry))
  const unscored = [...new Set(known.flatMap((details) => [...details.keys()]))].filter((name) => !scored.includes(name))
  const names = [...scored, ...unscored]
  if (names.length === 0) return null
  const compared = known.some((details) => [...details.values()].some(({ real }) => real !== undefined))
  const heads = entries.map(
    ({ view }) =>
      markup`<th scope="col" class="number">${badge(view) ?? 'Score'}</th>${compared ? markup`<th scope="col" class="number">Real</th><th scope="col" class="number">Synthetic</th>` : null}`,
  )
  const metric = entries[0]?.entry.title ?? ''
  const rest =
    names.length > mostRows ? markup`<p class="soft">And ${names.length - mostRows} more, which are better or have no score.</p>` : null
  return markup`<details><summary>${title}<span class="hidden"> of ${metric}</span></summary><div class="scroll" tabindex="0" role="region" aria-label="${title} of ${metric}"><table><caption class="hidden">${title} of ${metric}</caption><thead><tr><th scope="col">Of</th>${heads}<th scope="col" class="number">Ceiling</th></tr></thead><tbody>
${names.slice(0, mostRows).map((name) => row(name, known, compared))}
</tbody></table></div>${rest}</details>`
}

function row(name: string, known: readonly ReadonlyMap<string, ScoreDetail>[], compared: boolean): Markup {
  const details = known.map((details) => details.get(name))
  const ceiling = details.find((detail) => detail !== undefined)?.ceiling ?? null
  return markup`<tr><th scope="row">${nameOf(name)}</th>${details.map((detail) => cells(detail, compared))}<td class="number">${formatScore(ceiling)}</td></tr>`
}

function cells(detail: ScoreDetail | undefined, compared: boolean): Markup {
  const value = formatScore(detail?.value ?? null)
  const reason = detail?.value === null ? detail.reason : undefined
  const both = compared ? markup`<td class="number">${number(detail?.real)}</td><td class="number">${number(detail?.synthetic)}</td>` : null
  return markup`<td class="number score">${value}${reason === undefined ? null : markup`<span class="hidden">: ${reason}</span>`}</td>${both}`
}

function number(value: number | undefined): string {
  if (value === undefined) return noNumber
  return (Number.isInteger(value) ? String(value) : value.toPrecision(3)).replaceAll('-', '−')
}
