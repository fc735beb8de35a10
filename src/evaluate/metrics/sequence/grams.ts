import { isNumberColumn } from '../../../table/column.js'
import type { MetricDetail } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import type { SequencePair, Sequences } from '../../tables/plain-tables.js'
import { defineMetric } from '../define-metric.js'
import { meanResult } from '../results.js'
import { sequenceNotes, sequencesRefused } from './sequences.js'

/** Levels that are told apart. */
const mostLevels = 12
const runLengths = [1, 2, 3] as const
const runWords = { 1: 'single values', 2: 'runs of two', 3: 'runs of three' } as const

/**
 * Mean, over columns of levels and over runs of one, two and three rows, of 1 - the total variation distance between the real and the
 * synthetic distribution of runs. The twelve commonest real levels are told apart, all others count as one; the beginning and the
 * end of a sequence are values of their own in runs of two and three.
 */
export const sequenceGrams = defineMetric({
  name: 'sequence-grams',
  title: 'Runs of values',
  standardName: 'n-gram frequencies, total variation similarity',
  plain: 'Do levels follow each other, two and three rows in a row, as often as in real sequences? 1 means exactly as often.',
  references: [{ author: 'Shannon', year: 1948, title: 'A Mathematical Theory of Communication' }],
  level: 'sequence',
  implies: 'Q(level, next, next but one) = P(level, next, next but one), for every column of levels',
  missing: 'A value of its own.',
  needs: ['sequence-key'],
  cost: 'fast',
  refused: sequencesRefused,
  compute(input, context) {
    const pair = input.sequences as SequencePair
    const { real, synthetic } = pair
    const columns = context.columns.filter(({ name, role }) => role !== 'order' && !isNumberColumn(real.table.column(name)))
    const details = columns.flatMap(({ name }) => {
      const reference = real.table.column(name)
      const [theirs, own] = [real, synthetic].map((side) => coarse(side.table.column(name), reference, mostLevels, context))
      if (!theirs || !own) return []
      return runLengths.map((length): MetricDetail => {
        const shares = [runShares(theirs.codes, real, length, theirs.count), runShares(own.codes, synthetic, length, own.count)] as const
        return { columns: [name], part: runWords[length], value: 1 - totalVariation(...shares) }
      })
    })
    return { ...meanResult(details, 'There is no column of levels.'), notes: sequenceNotes(pair) }
  },
})

/** The share of each run of so many codes among all runs; for more than one code with a mark before and after each sequence. */
function runShares(codes: Int32Array, { starts }: Sequences, length: number, count: number): Float64Array {
  const mark = count
  const base = count + 1
  const edge = length > 1 ? 1 : 0
  const shares = new Float64Array(base ** length)
  let runs = 0
  for (let i = 0; i < starts.length - 1; i++) {
    const [first, end] = [starts[i], starts[i + 1]]
    for (let from = first - edge; from + length <= end + edge; from++) {
      let cell = 0
      for (let row = from; row < from + length; row++) cell = cell * base + (row < first || row >= end ? mark : codes[row])
      shares[cell] += 1
      runs++
    }
  }
  return runs === 0 ? shares : shares.map((runsOfOne) => runsOfOne / runs)
}

function totalVariation(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i])
  return Math.min(1, sum / 2)
}
