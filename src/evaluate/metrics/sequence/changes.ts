import { ksDistance } from '../../../stats/tests/kolmogorov-smirnov.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { MetricDetail } from '../../metric.js'
import type { SequencePair } from '../../tables/plain-tables.js'
import { defineMetric } from '../define-metric.js'
import { meanResult } from '../results.js'
import { laterRows, sequenceNotes, stepsRefused } from './sequences.js'

/**
 * Mean over columns of how alike the changes from one row of a sequence to the next are. Numbers, times and levels in order: 1 -
 * Kolmogorov and Smirnov's distance between the real and the synthetic differences, or 1 - the difference of the shares of steps
 * that have none for want of a value, whichever is less. Other levels: 1 - the difference of the shares of steps at which the level changes.
 */
export const sequenceChanges = defineMetric({
  name: 'sequence-changes',
  title: 'Change from row to row',
  standardName: 'Kolmogorov-Smirnov similarity of increments',
  plain: 'Do values change from one row of a sequence to the next as much, and as often, as in real sequences? 1 means just so.',
  references: [{ author: 'Kolmogorov', year: 1933, title: 'Sulla determinazione empirica di una legge di distribuzione' }],
  level: 'sequence',
  implies: 'Q(next value - value) = P(next value - value), for every column',
  missing: 'Numbers: a step from or to a missing value is one without a difference. Levels: a value of its own.',
  needs: ['sequence-key'],
  cost: 'fast',
  refused: stepsRefused,
  compute(input, { columns }) {
    const pair = input.sequences as SequencePair
    const sides = [pair.real, pair.synthetic].map((side) => ({ table: side.table, steps: laterRows(side) }))
    const details = columns.map(({ name }): MetricDetail => {
      const [real, synthetic] = sides.map(({ table, steps }) => ({ column: table.column(name), steps })) as [Steps, Steps]
      return isNumberColumn(real.column) || real.column.kind === 'ordinal'
        ? differences(name, real, synthetic)
        : switches(name, real, synthetic)
    })
    return { ...meanResult(details, 'There are no columns to compare.'), notes: sequenceNotes(pair) }
  },
})

interface Steps {
  readonly column: Column
  readonly steps: Int32Array
}

function differences(name: string, real: Steps, synthetic: Steps): MetricDetail {
  const [theirs, own] = [differencesOf(real), differencesOf(synthetic)]
  const ks = ksDistance(theirs, own)
  const missing = Math.abs(shareMissing(theirs) - shareMissing(own))
  return { columns: [name], part: 'change', value: 1 - (Number.isNaN(ks) ? missing : Math.max(ks, missing)) }
}

function differencesOf({ column, steps }: Steps): Float64Array {
  const isCode = !isNumberColumn(column)
  const value = (row: number) => {
    const own = column.values[row]
    return isCode && own < 0 ? Number.NaN : own
  }
  return Float64Array.from(steps, (row) => value(row) - value(row - 1))
}

function shareMissing(values: Float64Array): number {
  let missing = 0
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) missing++
  return missing / values.length
}

function switches(name: string, real: Steps, synthetic: Steps): MetricDetail {
  const [theirs, own] = [switchShare(real), switchShare(synthetic)]
  return { columns: [name], part: 'share of steps that change it', value: 1 - Math.abs(theirs - own), real: theirs, synthetic: own }
}

function switchShare({ column: { values }, steps }: Steps): number {
  let changes = 0
  for (let i = 0; i < steps.length; i++) {
    const row = steps[i]
    if (values[row] !== values[row - 1]) changes++
  }
  return changes / steps.length
}
