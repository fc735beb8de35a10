import { defineMetric } from '../../define-metric.js'
import { meanOfKnown, meanResult } from '../../results.js'
import { pairTrends } from './column-pair-trends.js'
import { shapeDetails } from './column-scores.js'
import { sdmetrics } from './release.js'

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
