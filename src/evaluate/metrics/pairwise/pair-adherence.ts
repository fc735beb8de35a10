import { type MetricContext, type MetricDetail, spectrumPaper } from '../../metric.js'
import { pairCounts } from '../../tables/pair-counts.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, pairsOf, referenceOf } from '../results.js'

/** Real rows that independent columns would have of a combination, for its absence to say something. */
const fewestExpected = 5

/**
 * Mean over pairs of columns of the share of synthetic rows whose combination of two values is possible: one that a real row has, or that
 * so few would have (less than 5 if the columns were independent) that its absence says nothing. Numbers are cut into ten parts. A detail's
 * `p`: so many rows of one combination are all synthetic by chance with a probability of at most (share of synthetic rows) to the power of
 * their number, times the combinations that no real row has.
 */
export const pairAdherence = defineMetric({
  name: 'pair-adherence',
  title: 'Possible combinations',
  standardName: 'Support of pairs',
  plain: 'Are combinations of two values possible ones? Below 1, some rows combine values that real rows never do, though both are common.',
  references: [spectrumPaper],
  level: 'pairwise',
  implies: 'where Q(first, second) > 0, P(first, second) > 0, for every pair of columns',
  missing: 'A value of its own.',
  cost: 'fast',
  everyPair: true,
  counts: pairsOf(''),
  compute(input, context) {
    const { columns } = context
    if (columns.length < 2) return { value: null, reason: 'There is only one column to compare.', details: [] }
    const reference = referenceOf(input)
    const [real, synthetic] = [pairCounts(reference, reference, context), pairCounts(input.synthetic, reference, context)]
    const details: MetricDetail[] = []
    for (let i = 0; i < columns.length; i++) {
      for (let j = i + 1; j < columns.length; j++) {
        const names = [columns[i], columns[j]].map((column) => column?.name)
        details.push({ columns: names, ...strangeIn(real.of(i, j), synthetic.of(i, j), real.coded[j].count, context) })
      }
    }
    return meanResult(details, '')
  },
})

/** Synthetic rows of combinations that no real row has though some would be expected to. */
function strangeIn(
  real: Float64Array,
  synthetic: Float64Array,
  width: number,
  { unjudged }: MetricContext,
): Pick<MetricDetail, 'value' | 'p'> {
  const height = real.length / width
  const [rows, columns] = [new Float64Array(height), new Float64Array(width)]
  let [total, made] = [0, 0]
  for (let at = 0; at < real.length; at++) {
    const count = real[at]
    rows[Math.floor(at / width)] += count
    columns[at % width] += count
    total += count
    made += synthetic[at]
  }
  let [strange, most, cells] = [0, 0, 0]
  for (let at = 0; at < real.length; at++) {
    if (real[at] > 0) continue
    if ((rows[Math.floor(at / width)] * columns[at % width]) / total < fewestExpected) continue
    cells++
    strange += synthetic[at]
    most = Math.max(most, synthetic[at])
  }
  const value = 1 - strange / made
  return unjudged ? { value } : { value, p: cells === 0 ? 1 : Math.min(1, cells * (made / (made + total)) ** most) }
}
