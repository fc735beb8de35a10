import { cramersV, rankCorrelation } from '../../../stats/association/association.js'
import { codedRanks } from '../../../stats/association/coded.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import type { SequencePair, Sequences } from '../../tables/plain-tables.js'
import { defineMetric } from '../define-metric.js'
import { meanResult } from '../results.js'
import { codesAtSteps, laterRows, sequenceNotes, stepsRefused } from './sequences.js'

/**
 * Mean over columns of how alike real and synthetic rows depend on the row before them: for numbers, times and levels in order 1 - |r -
 * s| / 2, with r and s Spearman's rank correlations of value and next value over all steps of all sequences; for other levels 1 - |r -
 * s|, with Cramér's V, corrected for bias. A synthetic column that doesn't vary counts as one without dependence. The order column
 * is left out: it grows by itself.
 */
export const sequenceAutocorrelation = defineMetric({
  name: 'sequence-autocorrelation',
  title: 'Dependence on the row before',
  standardName: 'Lag-1 autocorrelation similarity',
  plain:
    'Does a value depend on the value before it in its sequence as strongly as in real ones? 1 means as strongly, and in the same direction.',
  references: [
    { author: 'Spearman', year: 1904, title: 'The proof and measurement of association between two things' },
    { author: 'Bergsma', year: 2013, title: "A bias-correction for Cramér's V and Tschuprow's T" },
  ],
  level: 'sequence',
  implies: 'association(value, next value) is the same under Q and P, for every column',
  missing: 'Steps from or to a missing value are left out.',
  needs: ['sequence-key'],
  cost: 'fast',
  refused: stepsRefused,
  compute(input, context) {
    const pair = input.sequences as SequencePair
    const [realSteps, syntheticSteps] = [laterRows(pair.real), laterRows(pair.synthetic)]
    const columns = context.columns.filter(({ role }) => role !== 'order')
    const details = columns.map(({ name }): MetricDetail => {
      const real = strength(pair.real, name, realSteps, context)
      if (Number.isNaN(real)) return { columns: [name], value: null, reason: "In real sequences it doesn't vary from step to step." }
      const found = strength(pair.synthetic, name, syntheticSteps, context)
      const synthetic = Number.isNaN(found) ? 0 : found
      const width = isRanked(pair.real.table.column(name)) ? 2 : 1
      return { columns: [name], value: 1 - Math.abs(real - synthetic) / width, real, synthetic }
    })
    return { ...meanResult(details, 'No column varies from step to step.'), notes: sequenceNotes(pair) }
  },
})

function isRanked(column: Column): boolean {
  return isNumberColumn(column) || column.kind === 'ordinal'
}

function strength({ table }: Sequences, name: string, steps: Int32Array, { coding }: MetricContext): number {
  const column = table.column(name)
  const { codes, count } = coding.of(column)
  const { before, after } = codesAtSteps(codes, steps)
  if (!isRanked(column)) return cramersV({ codes: before, count }, { codes: after, count })
  return rankCorrelation(codedRanks({ codes: before, count }), codedRanks({ codes: after, count }))
}
