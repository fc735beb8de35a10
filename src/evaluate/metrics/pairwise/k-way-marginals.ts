import { createRng } from '../../../random/rng.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameLawAbove } from '../../../stats/tests/homogeneity.js'
import type { MetricDetail } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

const ways = [4, 5] as const
/** Sets of columns of either size, or as many as there are. */
const mostSets = 100
const bins = 3
/** The same sets for every table, so that answers differ by tables alone. */
const drawn = createRng(0, 13)

/**
 * 1 - the mean total variation distance between the joint distributions of four and of five columns at a time, each cut into about three parts:
 * the k-marginal score with k beyond `triples`. A detail's `p` is by chi-squared over cells of ten rows or more; `p` is that of the set that
 * differs most, times their number.
 */
export const kWayMarginals = defineMetric({
  name: 'k-way-marginals',
  title: 'Four and five columns at once',
  standardName: 'k-way marginals',
  plain: 'Do four or five columns together hold the same combinations as often? 1 means they do.',
  references: [
    { author: 'McKenna, Miklau, Sheldon', year: 2021, title: 'Winning the NIST Contest', url: 'https://arxiv.org/abs/2108.04978' },
  ],
  level: 'pairwise',
  implies: 'Q(columns) = P(columns), for every set of four or five columns',
  missing: 'A value of its own.',
  cost: 'full',
  mostDraws: 10,
  *steps(input, context) {
    const { columns } = context
    if (columns.length < ways[0]) return { value: null, reason: `There are fewer than ${ways[0]} columns.`, details: [] }
    const reference = referenceOf(input)
    const [real, synthetic] = [reference, input.synthetic].map((table) =>
      columns.map(({ name }) => coarse(table.column(name), reference.column(name), bins, context)),
    ) as [RankCodes[], RankCodes[]]
    let least = 1
    const details: MetricDetail[] = []
    for (const set of ways.flatMap((k) => setsOf(columns.length, k))) {
      yield
      const [a, b] = [real, synthetic].map((coded) => countSets(set.map((at) => coded[at]))) as [Int32Array, Int32Array]
      const p = sameLawAbove(a, b)
      least = Math.min(least, p)
      details.push({ columns: set.map((at) => columns[at]?.name), value: 1 - totalVariationDistance(a, b), p })
    }
    return { ...meanResult(details, ''), p: Math.min(1, least * details.length) }
  },
})

/** Different sets of `k` of so many columns: all of them, or as many as are compared, drawn at random. */
function setsOf(columns: number, k: number): number[][] {
  const found = new Map<string, number[]>()
  let all = 1
  for (let i = 0; i < k; i++) all = (all * (columns - i)) / (i + 1)
  for (let draw = 0; found.size < Math.min(all, mostSets); draw++) {
    const set = [...drawPositions(columns, k, drawn.split(columns, k, draw))].sort((a, b) => a - b)
    found.set(set.join(), set)
  }
  return [...found.values()]
}

function countSets(columns: readonly RankCodes[]): Int32Array {
  const counts = new Int32Array(columns.reduce((cells, { count }) => cells * count, 1))
  const rows = columns[0]?.codes.length ?? 0
  for (let row = 0; row < rows; row++) {
    let cell = 0
    for (const { codes, count } of columns) cell = cell * count + codes[row]
    counts[cell] += 1
  }
  return counts
}
