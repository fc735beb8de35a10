import type { Rng } from '../../../random/rng.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { countPairs } from '../../../stats/association/joint.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameLawAbove } from '../../../stats/tests/homogeneity.js'
import { type MetricDetail, type MetricResult, spectrumPaper } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

/** Bins of numbers, and levels that are told apart. */
const bins = 3
/** Triples that are compared: all of 15 columns, a draw of more. */
const mostTriples = 500
const stream = 0x7472

type Triple = readonly [number, number, number]

/**
 * Mean over triples of columns of 1 - TVD between their joint distributions, each column cut into about three parts. `p` is that of the
 * triple that differs most, by chi-squared over cells of ten rows or more, times the number of triples: a single one that is lost
 * hardly moves the mean.
 */
export const triples = defineMetric({
  name: 'triples',
  title: 'Triples of columns',
  standardName: '3-way marginals',
  plain:
    'Do three columns together hold the same combinations as often? Sees what no pair shows, such as a third column that follows from two.',
  references: [spectrumPaper],
  level: 'pairwise',
  implies: 'Q(first, second, third) = P(first, second, third), for every triple of columns',
  missing: 'A value of its own.',
  mostDraws: 10,
  counts: { of: (columns, rng) => triplesOf(columns, rng.split(stream)), gather, parts: bins },
  compute(input, context) {
    const { columns } = context
    if (columns.length < 3) return { value: null, reason: 'There are fewer than three columns.', details: [] }
    const reference = referenceOf(input)
    const [real, synthetic] = [reference, input.synthetic].map((table) =>
      columns.map(({ name }) => coarse(table.column(name), reference.column(name), bins, context)),
    ) as [RankCodes[], RankCodes[]]
    const [countReal, countSynthetic] = [tripleCounter(real), tripleCounter(synthetic)]
    const details = triplesOf(columns.length, context.rng.split(stream)).map((triple): MetricDetail => {
      const [a, b] = [countReal(triple), countSynthetic(triple)]
      return { columns: triple.map((at) => columns[at]?.name), value: 1 - totalVariationDistance(a, b), p: sameLawAbove(a, b) }
    })
    return gather(details)
  },
})

function gather(details: readonly MetricDetail[]): MetricResult {
  const least = details.reduce((least, { p = 1 }) => Math.min(least, p), 1)
  return { ...meanResult(details, ''), p: Math.min(1, least * details.length) }
}

/** All triples of so many columns, or as many as are compared, drawn without replacement. */
function triplesOf(columns: number, rng: Rng): Triple[] {
  const all = (columns * (columns - 1) * (columns - 2)) / 6
  const found = new Map<number, Triple>()
  if (all <= mostTriples) {
    for (let i = 0; i < columns; i++) {
      for (let j = i + 1; j < columns; j++) for (let k = j + 1; k < columns; k++) found.set(found.size, [i, j, k])
    }
  }
  while (found.size < Math.min(all, mostTriples)) {
    const drawn = [rng.integer(columns), rng.integer(columns), rng.integer(columns)].sort((a, b) => a - b) as unknown as Triple
    const [i, j, k] = drawn
    if (i < j && j < k) found.set((i * columns + j) * columns + k, drawn)
  }
  return [...found.values()]
}

/** Counts rows of every combination of three codes; what triples begin with is told of once for those in a row that share it. */
function tripleCounter(coded: readonly RankCodes[]): (triple: Triple) => Float64Array {
  let begun: { readonly of: readonly [number, number]; readonly pair: RankCodes } | null = null
  return ([i, j, k]) => {
    if (begun?.of[0] !== i || begun.of[1] !== j) begun = { of: [i, j], pair: pairOf(coded[i], coded[j]) }
    return countPairs(begun.pair, coded[k])
  }
}

/** Two columns as one, the second's codes counting ones. */
function pairOf({ codes: first, count, weights }: RankCodes, { codes: second, count: others }: RankCodes): RankCodes {
  const codes = new Int32Array(first.length)
  for (let row = 0; row < codes.length; row++) codes[row] = first[row] * others + second[row]
  return { codes, count: count * others, weights }
}
