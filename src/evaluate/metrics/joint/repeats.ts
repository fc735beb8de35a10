import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { rowKeys } from '../../tables/align.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'

/**
 * 1 - |share of synthetic rows that repeat an earlier one - the same of as many real rows|. Details: that, and the row that comes most often beyond
 * what it does in the real rows, each with the exact probability of so different counts (the latter times the number of different rows).
 * Real rows repeat too where columns are few, which is why they are counted alike.
 */
export const repeats = defineMetric({
  name: 'repeats',
  title: 'Repeated rows',
  standardName: 'Duplicate rate',
  plain:
    'Are rows repeated within the table as often as real ones are? 1 means as often; a table that was filled up with copies of itself is below.',
  level: 'joint',
  implies: 'P(two rows are equal) is the same under Q and P',
  missing: 'A value of its own; two missing ones are equal.',
  cost: 'fast',
  floor: 'worst',
  compute(input, context) {
    const [real, synthetic] = [referenceOf(input), input.synthetic]
    const [ours, theirs] = [real, synthetic].map((table) => countsOf(table, context)) as [Counts, Counts]
    const [a, b] = [real.rows - ours.size, synthetic.rows - theirs.size]
    const [shareA, shareB] = [a / real.rows, b / synthetic.rows]
    const value = 1 - Math.abs(shareA - shareB)
    if (context.unjudged) return { value }
    const repeated: MetricDetail = {
      ...{ columns: [], part: 'rows that repeat another', value, real: shareA, synthetic: shareB },
      p: sameShareAbove(a, real.rows, b, synthetic.rows),
      words: `${percent(shareB)} of the rows repeat another one, of as many real rows ${percent(shareA)}`,
    }
    return { value, details: [repeated, commonest(ours, theirs, real.rows, synthetic.rows)] }
  },
})

/** How often each row comes, by a number that equal rows share. */
type Counts = ReadonlyMap<number, number>

function countsOf(table: Table, { memo }: MetricContext): Counts {
  return memo('rows of each kind', [table], () => {
    const counts = new Map<number, number>()
    for (const key of rowKeys(table)) counts.set(key, (counts.get(key) ?? 0) + 1)
    return counts
  })
}

/** The synthetic row that comes most often beyond what it does in the real rows. */
function commonest(ours: Counts, theirs: Counts, real: number, synthetic: number): MetricDetail {
  let [most, own, other] = [Number.NEGATIVE_INFINITY, 0, 0]
  for (const [key, count] of theirs) {
    const excess = count / synthetic - (ours.get(key) ?? 0) / real
    if (excess <= most) continue
    most = excess
    own = count
    other = ours.get(key) ?? 0
  }
  return {
    ...{ columns: [], part: 'the row that is repeated most', value: 1 - Math.max(0, most), real: other / real, synthetic: own / synthetic },
    p: Math.min(1, theirs.size * sameShareAbove(other, real, own, synthetic)),
    words: `one row comes ${own} times, in as many real rows ${other === 0 ? 'never' : `${other} times`}`,
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
