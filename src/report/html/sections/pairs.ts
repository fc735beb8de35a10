import type { PairMatrices, ScoreDetail } from '../../../evaluate/evaluation.js'
import { formatHundredths, formatScore } from '../../format.js'
import { entryFor, shortfall } from '../../readings.js'
import type { Drawing } from '../charts/drawing.js'
import { associationMap, differenceMap, similarityMap } from '../charts/pair-chart.js'
import { type Markup, markup, nameOf } from '../page/markup.js'
import { badge, drawn, type ReportView } from '../page/views.js'
import { dependenceNetwork } from './dependence-network.js'

/** So many columns fit into a matrix that can still be read, and for several tables onto a page that can still be sent. */
const mostMapped = 40
const mostMappedOfSeveral = 25
const worstShown = 12

/** How columns go together two by two: matrices, what depends on what, and the worst pairs. Nothing where there is only one column. */
export function pairsSection(drawing: Drawing, views: readonly ReportView[]): Markup | null {
  const shown = drawn(views)
  const { pairs } = shown[0].evaluation
  const all = pairs.columns.length
  if (all < 2) return null
  const most = shown.length === 1 ? mostMapped : mostMappedOfSeveral
  const kept = mostTelling(shown, most)
  const said = all > most ? ` Shown are the ${most} of ${all} columns that are furthest off.` : ''
  return markup`<section id="pairs" aria-labelledby="pairs-title">
<h2 id="pairs-title">Pairs of columns</h2>
<p class="intro">Does knowing one column tell as much about another as it really does? Each square is a pair: its two names are on its left and, up the column, on the diagonal.
Strength is Spearman's correlation for columns with an order, else the correlation ratio or Cramér's V; 0 is none and the darker, the stronger.${said}</p>
<p class="key" aria-hidden="true"><span><i class="swatch real"></i>rise together, or depend on each other; in differences, too strong</span><span><i class="swatch negative"></i>one falls as the other rises; in differences, too weak or too far down</span></p>
${mapsOf(drawing, shown, kept)}
</section>`
}

function figure(title: Markup, text: string, label: string, chart: Markup): Markup {
  return markup`<figure class="card"><figcaption><h3>${title}</h3><p>${text}</p></figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="${label}">${chart}</div></figure>`
}

/** Kind by kind, tables side by side in each. */
function mapsOf(drawing: Drawing, views: readonly ReportView[], kept: readonly number[]): Markup {
  const tables = views.map((view) => ({ view, pairs: cut(view.evaluation.pairs, kept), whose: whoseOf(view) }))
  const [{ pairs }] = tables as [(typeof tables)[number]]
  const strengths = [
    figure(
      markup`Real rows`,
      'What it should look like.',
      'Associations in real rows',
      associationMap(drawing, pairs.columns, pairs.real, 'real rows'),
    ),
    ...tables.map(({ view, pairs, whose }) => {
      const map = associationMap(drawing, pairs.columns, pairs.synthetic, whose)
      return figure(
        markup`${badge(view)}Synthetic rows`,
        'The more it looks like the real one, the better.',
        `Associations in ${whose}`,
        map,
      )
    }),
  ]
  const differences = tables.map(({ view, pairs, whose }) => {
    const map = differenceMap(drawing, pairs, whose)
    return figure(markup`${badge(view)}Difference`, 'Synthetic less real strength. Good rows leave it pale.', `Differences, ${whose}`, map)
  })
  const similarities = tables.map(({ view, pairs, whose }) => {
    const text = `How much the combinations of values in a pair differ from real rows, whatever the strength. The worst pair scores ${formatScore(least(pairs))}.`
    return figure(markup`${badge(view)}What is off`, text, `Pairs that are off, ${whose}`, similarityMap(drawing, pairs, whose))
  })
  const networks = tables.flatMap(({ view, pairs }) => networkFigure(view, pairs) ?? [])
  const worst = worstTable(views)
  const large = kept.length > 16 ? ' large' : ''
  // One table has few enough maps for one block; of several, each kind is a block.
  const blocks = views.length === 1 ? [[...strengths, ...differences, ...similarities]] : [strengths, differences, similarities]
  return markup`${blocks.map((figures) => markup`<div class="maps${large}">${figures}</div>`)}
<div class="maps">${networks}${views.length === 1 ? worst : null}</div>
${views.length === 1 ? null : worst}`
}

function whoseOf({ letter }: ReportView): string {
  return letter === '' ? 'synthetic rows' : `table ${letter}`
}

function networkFigure(view: ReportView, pairs: PairMatrices): Markup | null {
  const network = dependenceNetwork(pairs)
  if (!network) return null
  const text =
    'The strongest ties between columns. Grey: as strong as they really are. Dashed: weaker. Thick orange: stronger than they really are.'
  return figure(
    markup`${badge(view)}Network of dependences`,
    text,
    `Network of dependences${view.letter && `, table ${view.letter}`}`,
    network,
  )
}

function least({ similarity }: PairMatrices): number | null {
  const values = similarity.flat().filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b))
}

/** Places of all columns, or where they are too many of those with the least similarity on average, in their own order. */
function mostTelling(views: readonly ReportView[], most: number): number[] {
  const [{ evaluation }] = views as readonly [ReportView, ...ReportView[]]
  const places = [...evaluation.pairs.columns.keys()]
  if (places.length <= most) return places
  const sums = places.map((row) =>
    views.reduce((sum, { evaluation: { pairs } }) => {
      return sum + (pairs.similarity[row] ?? []).reduce<number>((sum, value) => sum + (value ?? 1), 0)
    }, 0),
  )
  return places
    .sort((a, b) => sums[a] - sums[b])
    .slice(0, most)
    .sort((a, b) => a - b)
}

function cut({ columns, real, synthetic, similarity }: PairMatrices, kept: readonly number[]): PairMatrices {
  const of = (matrix: PairMatrices['real']) => kept.map((row) => kept.map((column) => matrix[row]?.[column] ?? null))
  return {
    columns: kept.map((index) => columns[index]),
    real: of(real),
    synthetic: of(synthetic),
    similarity: of(similarity),
  }
}

function worstTable(views: readonly ReportView[]): Markup | null {
  const worst = worstPairs(views)
  if (worst.length === 0) return null
  const several = views.length > 1
  const heads = views.map(
    (view) =>
      markup`<th scope="col" class="number">${badge(view)}Score</th><th scope="col" class="number">${badge(view)}${several ? 'Strength' : 'Synthetic'}</th>`,
  )
  return markup`<div class="card scroll" tabindex="0" role="region" aria-labelledby="worst-pairs">
<table><caption id="worst-pairs">The pairs that stay furthest behind real rows. Score: similarity of the joint distribution, 1 being the same; ceiling: what other real rows reach. Real and ${several ? 'strength' : 'synthetic'}: the strength of the association in real and in synthetic rows.</caption>
<thead><tr><th scope="col">Pair</th><th scope="col" class="number">Ceiling</th><th scope="col" class="number">Real</th>${heads}</tr></thead>
<tbody>${worst.map(({ columns }) => pairRow(columns as [string, string], views))}</tbody></table></div>`
}

/** The pairs that are furthest behind in any of the tables. */
function worstPairs(views: readonly ReportView[]): ScoreDetail[] {
  const known = new Map<string, ScoreDetail>()
  for (const { evaluation } of views) {
    for (const detail of entryFor(evaluation, 'pair-contingency')?.details ?? []) {
      const key = JSON.stringify(detail.columns)
      const before = known.get(key)
      if (detail.value !== null && (!before || shortfall(detail) > shortfall(before))) known.set(key, detail)
    }
  }
  return [...known.values()].sort((a, b) => shortfall(b) - shortfall(a)).slice(0, worstShown)
}

function pairRow([first, second]: readonly [string, string], views: readonly ReportView[]): Markup {
  const details = views.map(({ evaluation }) =>
    entryFor(evaluation, 'pair-contingency')?.details.find(({ columns: [a, b] }) => a === first && b === second),
  )
  const strength = ({ evaluation: { pairs } }: ReportView, side: 'real' | 'synthetic') =>
    formatHundredths(pairs[side][pairs.columns.indexOf(first)]?.[pairs.columns.indexOf(second)] ?? null)
  const cells = views.map(
    (view, i) =>
      markup`<td class="number score">${formatScore(details[i]?.value ?? null)}</td><td class="number">${strength(view, 'synthetic')}</td>`,
  )
  return markup`<tr><th scope="row">${nameOf(first)} × ${nameOf(second)}</th><td class="number">${formatScore(details[0]?.ceiling ?? null)}</td><td class="number">${strength(views[0], 'real')}</td>${cells}</tr>`
}
