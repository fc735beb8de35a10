import { ksDistance } from '../../../stats/tests/kolmogorov-smirnov.js'
import type { MetricDetail } from '../../metric.js'
import type { SequencePair, Sequences } from '../../tables/plain-tables.js'
import { defineMetric } from '../define-metric.js'
import { lengthsOf, sequenceNotes, sequencesRefused } from './sequences.js'

/** 1 - Kolmogorov and Smirnov's distance between the numbers of rows of real and of synthetic sequences. */
export const sequenceLengths = defineMetric({
  name: 'sequence-lengths',
  title: 'Lengths of sequences',
  standardName: 'Kolmogorov-Smirnov similarity of lengths',
  plain: 'Do synthetic sequences have as many rows as real ones? 1 means that all lengths are equally frequent.',
  references: [{ author: 'Kolmogorov', year: 1933, title: 'Sulla determinazione empirica di una legge di distribuzione' }],
  level: 'sequence',
  implies: 'Q(length of a sequence) = P(length of a sequence)',
  missing: 'Every row counts, whatever it lacks; rows without a key are left out.',
  needs: ['sequence-key'],
  cost: 'fast',
  floor: 'uniform',
  refused: sequencesRefused,
  compute(input, { schema }) {
    const pair = input.sequences as SequencePair
    const [real, synthetic] = [pair.real, pair.synthetic].map((side) => Float64Array.from(lengthsOf(side))) as [Float64Array, Float64Array]
    const value = 1 - ksDistance(real, synthetic)
    const key = schema.columns.find(({ role }) => role === 'sequence-key')?.name as string
    const details: MetricDetail[] = [
      { columns: [key], part: 'mean length', value, real: meanLength(pair.real), synthetic: meanLength(pair.synthetic) },
    ]
    return { value, details, notes: sequenceNotes(pair) }
  },
})

function meanLength({ table, starts }: Sequences): number {
  return table.rows / (starts.length - 1)
}
