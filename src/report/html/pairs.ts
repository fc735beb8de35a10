import type { Evaluation, PairMatrices, ScoreDetail } from '../../evaluate/evaluation.js'
import { formatAssociation, formatScore } from '../format.js'
import { scoreOf, worstDetails } from '../worst.js'
import type { Drawing } from './drawing.js'
import { type Markup, markup, nameOf } from './markup.js'
import { associationMap, similarityMap } from './pair-chart.js'

/** So many columns fit into a matrix that can still be read. */
const mostMapped = 40
const worstShown = 12

/** How columns go together two by two: matrices, and a list of the worst pairs. Nothing where there is only one column. */
export function pairsSection(drawing: Drawing, evaluation: Evaluation): Markup | null {
  if (evaluation.pairs.columns.length < 2) return null
  const pairs = mostTelling(evaluation.pairs)
  const all = evaluation.pairs.columns.length
  return markup`<section id="pairs" aria-labelledby="pairs-title">
<h2 id="pairs-title">Pairs of columns</h2>
<p class="intro">Does knowing one column tell as much about another as it really does?${all > mostMapped ? ` Shown are the ${mostMapped} of ${all} columns that are furthest off.` : ''}</p>
<div class="maps${pairs.columns.length > 16 ? ' large' : ''}">
<figure class="card"><figcaption><h3>Associations</h3><p>Below the diagonal real rows, above it synthetic ones: the more alike the two triangles, the better. The darker, the stronger.</p></figcaption>
<p class="key" aria-hidden="true"><span><i class="swatch real"></i>rise together, or depend on each other</span><span><i class="swatch negative"></i>one falls as the other rises</span></p>
<div class="scroll" tabindex="0" role="region" aria-label="Matrix of associations">${associationMap(drawing, pairs)}</div></figure>
<figure class="card"><figcaption><h3>What is off</h3><p>How much the combinations of values in a pair differ from real rows: the darker, the further off. The worst pair scores ${formatScore(least(pairs))}.</p></figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Matrix of differences">${similarityMap(drawing, pairs)}</div></figure>
</div>
${worstTable(evaluation)}
</section>`
}

function least({ similarity }: PairMatrices): number | null {
  const values = similarity.flat().filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b))
}

/** The matrices, or for too many columns those of the columns with the least similarity on average, in their own order. */
function mostTelling(pairs: PairMatrices): PairMatrices {
  if (pairs.columns.length <= mostMapped) return pairs
  const mean = pairs.similarity.map((row) => row.reduce<number>((sum, value) => sum + (value ?? 1), 0))
  const kept = [...pairs.columns.keys()]
    .sort((a, b) => (mean[a] as number) - (mean[b] as number))
    .slice(0, mostMapped)
    .sort((a, b) => a - b)
  const cut = (matrix: PairMatrices['real']) => kept.map((row) => kept.map((column) => matrix[row]?.[column] ?? null))
  return {
    columns: kept.map((index) => pairs.columns[index] as string),
    real: cut(pairs.real),
    synthetic: cut(pairs.synthetic),
    similarity: cut(pairs.similarity),
  }
}

function worstTable(evaluation: Evaluation): Markup | null {
  const worst = worstDetails(scoreOf(evaluation, 'pair-contingency'), worstShown)
  if (worst.length === 0) return null
  return markup`<div class="card scroll" tabindex="0" role="region" aria-labelledby="worst-pairs">
<table><caption id="worst-pairs">The pairs that stay furthest behind real rows. Score: similarity of the joint distribution, 1 being the same. Real, synthetic: the association in either; Spearman's correlation of columns with an order, else the correlation ratio or Cramér's V; 0 is none.</caption>
<thead><tr><th scope="col">Pair</th><th scope="col" class="number">Score</th><th scope="col" class="number">Ceiling</th><th scope="col" class="number">Real</th><th scope="col" class="number">Synthetic</th></tr></thead>
<tbody>${worst.map((detail) => pairRow(detail, evaluation.pairs))}</tbody></table></div>`
}

function pairRow({ columns, value, ceiling }: ScoreDetail, pairs: PairMatrices): Markup {
  const [first, second] = columns as [string, string]
  const at = (matrix: PairMatrices['real']) => matrix[pairs.columns.indexOf(first)]?.[pairs.columns.indexOf(second)] ?? null
  return markup`<tr><th scope="row">${nameOf(first)} × ${nameOf(second)}</th><td class="number">${formatScore(value)}</td><td class="number">${formatScore(ceiling)}</td><td class="number">${formatAssociation(at(pairs.real))}</td><td class="number">${formatAssociation(at(pairs.synthetic))}</td></tr>`
}
