import { createRng, type Rng } from '../../../random/rng.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { isOrdered } from './association.js'

const queries = 500
/** Parts that columns are cut into, between which ranges begin and end. */
const parts = 20
const mostColumns = 3
/** Queries between two turns. */
const stretch = 20
/** The same questions for every table, so that answers differ by tables alone. */
const asked = createRng(0, 12)

/** Of some columns the parts that a row must lie in. */
interface Query {
  readonly columns: readonly number[]
  readonly holds: readonly Uint8Array[]
}

/**
 * 1 - the mean over 500 counting queries of |share of real rows - share of synthetic rows|: a query asks for a range of each of one to three
 * columns in order, and for about half of the levels of others, drawn at random. `p` is that of the query that differs most, times their
 * number.
 */
export const rangeQueries = defineMetric({
  name: 'range-queries',
  title: 'Range queries',
  plain:
    'Do counts of rows within ranges of up to three columns come out as in the real table? 1 means that all of them do; errors of one in a hundred rows leave 0.99.',
  references: [
    {
      author: 'Zhang et al.',
      year: 2021,
      title: 'PrivSyn: Differentially Private Data Synthesis',
      url: 'https://arxiv.org/abs/2012.15128',
    },
  ],
  level: 'pairwise',
  implies: 'Q(box) = P(box), for boxes of up to three columns',
  missing: 'In no range; one more level of others.',
  cost: 'full',
  mostRows: 10_000,
  mostDraws: 10,
  *steps(input, context) {
    const reference = referenceOf(input)
    const { columns } = context
    const [real, synthetic] = [reference, input.synthetic].map((table) =>
      columns.map(({ name }) => coarse(table.column(name), reference.column(name), parts, context)),
    ) as [RankCodes[], RankCodes[]]
    const ordered = columns.map(isOrdered)
    let [sum, least] = [0, 1]
    for (let q = 0; q < queries; q++) {
      if (q % stretch === 0) yield
      const query = drawQuery(real, ordered, asked.split(q))
      const [ours, theirs] = [answer(query, real, reference.rows), answer(query, synthetic, input.synthetic.rows)]
      sum += Math.abs(ours / reference.rows - theirs / input.synthetic.rows)
      if (!context.unjudged) least = Math.min(least, sameShareAbove(ours, reference.rows, theirs, input.synthetic.rows))
    }
    return { value: 1 - sum / queries, ...(context.unjudged ? {} : { p: Math.min(1, queries * least) }) }
  },
})

function drawQuery(coded: readonly RankCodes[], ordered: readonly boolean[], rng: Rng): Query {
  const wanted = 1 + rng.integer(Math.min(mostColumns, coded.length))
  const columns = new Set<number>()
  while (columns.size < wanted) columns.add(rng.integer(coded.length))
  return { columns: [...columns], holds: [...columns].map((at) => drawParts(coded[at].count, ordered[at] === true, rng)) }
}

/** 1 for each part that is asked for; the last is "missing". */
function drawParts(count: number, ordered: boolean, rng: Rng): Uint8Array {
  if (!ordered) return Uint8Array.from({ length: count }, () => rng.integer(2))
  const present = Math.max(1, count - 1)
  const [a, b] = [rng.integer(present), rng.integer(present)]
  return Uint8Array.from({ length: count }, (_, part) => (part >= Math.min(a, b) && part <= Math.max(a, b) ? 1 : 0))
}

function answer({ columns, holds }: Query, coded: readonly RankCodes[], rows: number): number {
  let found = 0
  const codes = columns.map((at) => coded[at].codes)
  for (let row = 0; row < rows; row++) {
    let inside = 1
    for (let c = 0; c < codes.length && inside === 1; c++) inside = holds[c][codes[c][row]]
    found += inside
  }
  return found
}
