import type { MetricContext, MetricInput, MetricResult, Reference } from '../../../metric.js'
import { defineMetric } from '../../define-metric.js'
import { meanOfKnown, meanResult } from '../../results.js'
import { shapeDetails } from './column-scores.js'
import { pairDetails } from './pair-scores.js'

/** The release whose figures the set repeats; its rules differ from those of others. */
export const sdmetrics: Reference = {
  author: 'DataCebo',
  year: 2026,
  title: 'SDMetrics 0.32.0',
  url: 'https://docs.sdv.dev/sdmetrics',
}

/** From this many rows on, SDMetrics compares pairs of levels on rows drawn at random without a seed. */
const subsampled = 50_000

/** The overall score of SDMetrics' QualityReport: the mean of Column Shapes and Column Pair Trends, or the one of them that there is. */
export const sdmetricsQuality = defineMetric({
  name: 'sdmetrics-quality',
  title: 'Quality (SDMetrics)',
  plain:
    'The overall score of a quality report by SDMetrics. It looks at single columns and at pairs, at nothing beyond them, and has no floor or ceiling of its own.',
  references: [sdmetrics],
  level: 'pairwise',
  implies: 'what Column Shapes and Column Pair Trends imply',
  missing: 'As in the two scores that it is the mean of.',
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  floor: 'uniform',
  compute(input, context) {
    const shapes = meanResult(shapeDetails(input, context, { rounded: true }), '').value
    const { value: trends, notes = [] } = pairTrends(input, context)
    const value = meanOfKnown([shapes, trends])
    return {
      value,
      ...(value === null ? { reason: 'Neither columns nor pairs have a score.' } : {}),
      parts: [
        { name: 'column-shapes', label: 'Column Shapes', value: shapes },
        { name: 'column-pair-trends', label: 'Column Pair Trends', value: trends },
      ],
      notes,
    }
  },
})

/** What to know where SDMetrics itself would give another figure at every run. */
function subsampleNotes(rows: number): readonly string[] {
  if (rows <= subsampled) return []
  return [`SDMetrics draws ${subsampled} rows for its pairs, without a seed, so that its own figure varies; here all rows count.`]
}

/** SDMetrics' Column Shapes: the mean over columns of KSComplement (numbers, times) or TVComplement (levels). */
export const sdmetricsColumnShapes = defineMetric({
  name: 'sdmetrics-column-shapes',
  title: 'Column Shapes (SDMetrics)',
  plain:
    'The figure SDMetrics gives. Unlike our column shapes it drops missing values, so it cannot see that too many or too few are missing.',
  references: [sdmetrics],
  level: 'marginal',
  implies: 'Q(column | present) = P(column | present), for every column',
  missing: 'Dropped, on either side.',
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  floor: 'uniform',
  compute(input, context) {
    return meanResult(shapeDetails(input, context, { rounded: true }), 'No column has values in both tables.')
  },
})

/** The thresholds of SDMetrics' quality report since release 0.27. */
const rules = { correlation: 0.5, association: 0.3, flatBins: false } as const

/** SDMetrics' Column Pair Trends: the mean over the pairs that are strongly tied in the real rows, see `pairDetails`. */
export const sdmetricsColumnPairTrends = defineMetric({
  name: 'sdmetrics-column-pair-trends',
  title: 'Column Pair Trends (SDMetrics)',
  plain:
    'The figure SDMetrics gives. Unlike our pair shapes it cuts real and synthetic numbers into bins of their own, counts missing numbers with the greatest, and looks only at pairs that are strongly tied in the real rows: ties that were invented go unseen.',
  references: [sdmetrics],
  level: 'pairwise',
  implies: 'Q(first, second) = P(first, second) up to the scale of numbers, for pairs that are strongly tied under P',
  missing: 'A level; of numbers, part of the greatest one; dropped from correlations.',
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  compute(input, context) {
    return pairTrends(input, context)
  },
})

/** The score and that of every pair; shared with the quality score. */
function pairTrends(input: MetricInput, context: MetricContext): MetricResult {
  return context.memo('sdmetrics-pair-trends', [input.training, input.synthetic], () => ({
    ...meanResult(pairDetails(input, context, rules), 'No pair of real columns is tied strongly enough to count.'),
    notes: subsampleNotes(Math.max(input.training.rows, input.synthetic.rows)),
  }))
}
