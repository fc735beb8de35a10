import { cellsOfCounts } from '../../../stats/association/joint.js'
import { informationOf } from '../../../stats/association/mutual-information.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, type MetricDetail, spectrumPaper } from '../../metric.js'
import { pairCounts } from '../../tables/pair-counts.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, pairsOf, referenceOf } from '../results.js'

/**
 * Mean over pairs of columns of 1 - |L real - L synthetic|, where L = sqrt(1 - exp(-2 I)) brings the mutual information I onto the scale of
 * a correlation: what |r| would be for two normal columns that say as much about each other.
 */
export const pairInformation = defineMetric({
  name: 'pair-information',
  title: 'Shared information',
  standardName: 'Mutual information similarity',
  plain: 'Does one column say as much about another, in whatever way? 1 means just as much.',
  references: [
    spectrumPaper,
    { author: 'Linfoot', year: 1957, title: 'An informational measure of correlation' },
    { author: 'Miller', year: 1955, title: 'Note on the bias of information estimates' },
  ],
  level: 'pairwise',
  implies: 'the mutual information of two columns is the same under Q and P, for every pair',
  missing: 'A value of its own.',
  cost: 'fast',
  everyPair: true,
  counts: pairsOf(''),
  compute(input, context) {
    const { columns } = context
    if (columns.length < 2) return { value: null, reason: 'There is only one column to compare.', details: [] }
    const reference = referenceOf(input)
    const real = strengths(reference, reference, context)
    const synthetic = strengths(input.synthetic, reference, context)
    const details: MetricDetail[] = []
    for (let i = 0; i < columns.length; i++) {
      for (let j = i + 1; j < columns.length; j++) {
        const [a, b] = [real[details.length], synthetic[details.length]]
        details.push({ columns: [i, j].map((at) => columns[at]?.name), value: 1 - Math.abs(a - b), real: a, synthetic: b })
      }
    }
    return meanResult(details, '')
  },
})

/** L of every pair of columns, the first with all after it, then the second with all after it, and so on. */
function strengths(table: Table, reference: Table, context: MetricContext): Float64Array {
  return context.memo('linfoot', [table, reference], () => {
    const { coded, of } = pairCounts(table, reference, context)
    const pairs = coded.flatMap((_, i) =>
      coded.slice(i + 1).map(({ count }, after) => informationOf(cellsOfCounts(of(i, i + 1 + after), count))),
    )
    return Float64Array.from(pairs, (information) => Math.sqrt(1 - Math.exp(-2 * information)))
  })
}
