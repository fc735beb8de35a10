import { sameAssociationAbove } from '../../../stats/tests/same-association.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../metric.js'
import { referenceOf } from '../results.js'
import { utilityGroups } from '../utility/subgroup-utility.js'
import { missingFlags } from './rates.js'

/** Of what hung on a column, less than this part is left where it is said to be lost. */
const lostPart = 1 / 2

/**
 * What it depends on that a column is missing, one detail per other column, in the real rows and in the synthetic ones: the greater part of how far the
 * shares of missing cells in the groups of the other column are from the share in all rows, `real` and `synthetic` as Cramér's V. `value` is 1 - TVD
 * between the groups that the rows without a value have; `p` that of as strong an association, whatever the shares of missing cells are.
 */
export function reasonsOf(name: string, input: MetricInput, context: MetricContext): MetricDetail[] {
  const real = referenceOf(input)
  const tables = [real, input.synthetic]
  const flags = tables.map((table) => missingFlags(table, name, context))
  return context.columns.flatMap((other): MetricDetail[] => {
    if (other.name === name) return []
    const { labels, codes } = utilityGroups(other.name, real, context)
    const counts = tables.map((table, side) => countGroups(flags[side] as Uint8Array, codes(table), labels.length)) as [Counts, Counts]
    const [own, made] = counts.map(strengthOf) as [number, number]
    const value = 1 - apart(counts)
    const p = sameAssociationAbove(...counts, 2, labels.length)
    return [{ columns: [name, other.name], value, real: own, synthetic: made, p, words: wordsOf(other.name, labels, counts, own, made) }]
  })
}

/** Rows by group: first those that have a value, then those that don't. */
type Counts = Float64Array

function countGroups(missing: Uint8Array, groups: Int32Array, count: number): Counts {
  const counts = new Float64Array(2 * count)
  for (let row = 0; row < missing.length; row++) counts[missing[row] * count + groups[row]] += 1
  return counts
}

function sum(counts: Counts): number {
  return counts.reduce((all, count) => all + count, 0)
}

/** Cramér's V of whether there is a value and the group. */
function strengthOf(counts: Counts): number {
  const groups = counts.length / 2
  const all = sum(counts)
  const share = sum(counts.subarray(groups)) / all
  let squares = 0
  for (let group = 0; group < groups; group++) {
    const rows = counts[group] + counts[groups + group]
    if (rows > 0) squares += (counts[groups + group] - rows * share) ** 2 / rows
  }
  return share === 0 || share === 1 ? 0 : Math.sqrt(squares / (all * share * (1 - share)))
}

function apart(counts: readonly [Counts, Counts]): number {
  const [own, made] = counts.map((table) => table.subarray(table.length / 2)) as [Counts, Counts]
  const [all, others] = [sum(own), sum(made)]
  if (all === 0 || others === 0) return 0
  return own.reduce((distance, count, group) => distance + Math.abs(count / all - made[group] / others) / 2, 0)
}

/** That the reason is lost, new or another one, and the group in which that shows most. */
function wordsOf(name: string, labels: readonly string[], counts: readonly [Counts, Counts], own: number, made: number): string {
  const lost = made < lostPart * own
  const what = lost ? 'hardly depends' : own < lostPart * made ? 'depends, as it really does not,' : 'depends otherwise'
  const shares = labels.map((_, group) =>
    counts.map((table) => table[labels.length + group] / (table[group] + table[labels.length + group])),
  )
  const rows = labels.map((_, group) => counts[0][group] + counts[0][labels.length + group])
  const gap = (group: number) => (Number.isFinite(shares[group]?.[1]) ? rows[group] * Math.abs(shares[group][0] - shares[group][1]) : 0)
  const worst = labels.map((_, group) => group).reduce((most, group) => (gap(group) > gap(most) ? group : most), 0)
  const [real, synthetic] = shares[worst] as [number, number]
  return `that it is missing ${what} on ${name}${lost ? ' any more' : ''}: among rows with ${name} ${labels[worst]} it is in ${percent(synthetic)}, of real ones in ${percent(real)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
