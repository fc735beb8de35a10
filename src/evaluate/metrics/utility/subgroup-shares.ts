import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { fewestRowsForShare as fewestNamed } from '../../summary/column-summary.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf, sensitiveOf } from '../results.js'
import { utilityGroups } from './subgroup-utility.js'

/** Real rows without which a group's share is too uncertain to be compared. */
const fewestRows = 10

/**
 * Mean over groups of the smaller of their two shares, in real and in synthetic rows, divided by the greater (half a row is added to each
 * count). Groups are the levels, or the quarters, of the columns that are declared sensitive; each counts alike, however small. Groups of
 * fewer than 10 real rows are left out.
 */
export const subgroupShares = defineMetric({
  name: 'subgroup-shares',
  title: 'Groups represented',
  standardName: 'Subgroup representation',
  plain:
    'Are the groups of the sensitive columns as large a part of the synthetic rows as of the real ones, small ones included? 1 means just as large.',
  references: [
    { author: 'Bhanot, Qi, Erickson, Guyon, Bennett', year: 2021, title: 'The Problem of Fairness in Synthetic Healthcare Data' },
  ],
  level: 'utility',
  implies: 'Q(group) = P(group), for every group of a sensitive column',
  missing: 'A group of its own.',
  needs: ['sensitive'],
  cost: 'fast',
  floor: 'uniform',
  compute(input, context) {
    const details = sensitiveOf(context).flatMap(({ name }) => sharesOf(name, referenceOf(input), input.synthetic, context))
    return meanResult(details, 'No group has as many as 10 real rows.')
  },
})

function sharesOf(name: string, real: Table, synthetic: Table, context: MetricContext): MetricDetail[] {
  const { labels, codes } = utilityGroups(name, real, context)
  const [ours, theirs] = [real, synthetic].map((table) => countsOf(codes(table), labels.length)) as [Float64Array, Float64Array]
  return labels.flatMap((part, group): MetricDetail[] => {
    const count = ours[group]
    // A group of a few must not be recognized by its name.
    if (count < fewestNamed) return []
    const shared = { columns: [name], part, real: count / real.rows, synthetic: theirs[group] / synthetic.rows }
    if (count < fewestRows) return [{ ...shared, value: null, reason: `It has fewer than ${fewestRows} real rows.` }]
    const [a, b] = [(count + 0.5) / real.rows, (theirs[group] + 0.5) / synthetic.rows]
    return [{ ...shared, value: Math.min(a, b) / Math.max(a, b), p: sameShareAbove(count, real.rows, theirs[group], synthetic.rows) }]
  })
}

function countsOf(codes: Int32Array, groups: number): Float64Array {
  const counts = new Float64Array(groups)
  for (let row = 0; row < codes.length; row++) counts[codes[row]] += 1
  return counts
}
