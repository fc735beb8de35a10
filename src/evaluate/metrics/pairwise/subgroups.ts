import type { RankCodes } from '../../../stats/association/coded.js'
import { totalVariationDistance } from '../../../stats/association/total-variation-distance.js'
import { sameCellsAbove } from '../../../stats/tests/homogeneity.js'
import { sameAssociationAbove } from '../../../stats/tests/same-association.js'
import { isNumberKind } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf, sensitiveOf, targetsOf } from '../results.js'
import { utilityGroups } from '../utility/subgroup-utility.js'

/** Rows of a group in either table, without which nothing can be said about it. */
const fewestRows = 40
/** Parts that the columns are cut into which are looked at within a group. */
const parts = 5

/** A way to part rows into groups: by the levels of a column, or of two that are sensitive. */
interface Grouping {
  readonly columns: readonly string[]
  readonly labels: readonly string[]
  codes(table: Table): Int32Array
}

/**
 * Mean over groups, and over all other columns within a group, of 1 - TVD between what the column is like in that group of real and of synthetic
 * rows. Groups are the levels of columns of levels, parts of sensitive numbers, and pairs of levels of two sensitive columns, if both tables have
 * 40 rows of them. A detail's `p` is that of the least alike: what a column is like in the group, or, in details of a target, how it goes along
 * with the target there. A group is a small part of every other score, and its loss is lost in them.
 */
export const subgroups = defineMetric({
  name: 'subgroups',
  title: 'Within groups',
  standardName: 'Subgroup fidelity',
  plain: 'Is every group, small ones too, like the real group in all other columns? A group that was given the rows of another is below 1.',
  references: [
    { author: 'Bhanot, Qi, Erickson, Guyon, Bennett', year: 2021, title: 'The Problem of Fairness in Synthetic Healthcare Data' },
  ],
  level: 'pairwise',
  implies: 'Q(column | group) = P(column | group), for every group and column',
  missing: 'A value of its own.',
  mostDraws: 10,
  compute(input, context) {
    const reference = referenceOf(input)
    const groupings = groupingsOf(reference, context)
    const tables = [reference, input.synthetic] as const
    const coded = context.columns.map(({ name }) =>
      tables.map((table) => coarse(table.column(name), reference.column(name), parts, context)),
    )
    const targets = new Set(targetsOf(context).map(({ name }) => name))
    let [sum, count] = [0, 0]
    const details: MetricDetail[] = []
    for (const grouping of groupings) {
      const groups = tables.map((table) => grouping.codes(table)) as [Int32Array, Int32Array]
      const sizes = groups.map((codes) => countCodes(codes, grouping.labels.length)) as [Float64Array, Float64Array]
      context.columns.forEach(({ name }, c) => {
        if (grouping.columns.includes(name)) return
        const counts = countWithin(groups, coded[c], grouping.labels.length)
        for (const [group, label] of grouping.labels.entries()) {
          if (sizes.some((own) => own[group] < fewestRows)) continue
          const [a, b] = counts.map((own) => own[group]) as [Float64Array, Float64Array]
          const value = 1 - totalVariationDistance(a, b)
          sum += value
          count++
          if (!context.unjudged)
            details.push({
              ...{ columns: [...grouping.columns, name], part: inWords(grouping, label), value, p: sameCellsAbove(a, b) },
              ...missingWords(a, b, 1 - value),
            })
        }
      })
      if (!context.unjudged) details.push(...targetEffects(grouping, groups, sizes, coded as [RankCodes, RankCodes][], targets, context))
    }
    if (count === 0) return { value: null, reason: `No group has ${fewestRows} rows in either table.`, details: [] }
    return { value: sum / count, details }
  },
})

function groupingsOf(real: Table, context: MetricContext): Grouping[] {
  const sensitive = sensitiveOf(context)
  const alone = context.columns
    .filter((column) => !isNumberKind(column.kind) || sensitive.includes(column))
    .map(({ name }): Grouping => ({ columns: [name], ...utilityGroups(name, real, context) }))
  const pairs = sensitive.flatMap((first, i) => sensitive.slice(i + 1).map((second) => [first, second] as const))
  return [...alone, ...pairs.map(([first, second]) => crossed(first, second, real, context))]
}

function crossed(first: ColumnSchema, second: ColumnSchema, real: Table, context: MetricContext): Grouping {
  const [a, b] = [first, second].map(({ name }) => utilityGroups(name, real, context)) as [Grouping, Grouping]
  return {
    columns: [first.name, second.name],
    labels: a.labels.flatMap((label) => b.labels.map((other) => `${label}, ${other}`)),
    codes(table) {
      const own = b.codes(table)
      return a.codes(table).map((code, row) => code * b.labels.length + own[row])
    },
  }
}

/** `sex and race Female, Black`. */
function inWords({ columns }: Grouping, label: string): string {
  return `${columns.join(' and ')} ${label}`
}

function countCodes(codes: Int32Array, count: number): Float64Array {
  const counts = new Float64Array(count)
  for (let row = 0; row < codes.length; row++) counts[codes[row]] += 1
  return counts
}

/** How often the column is missing in a group of either table, where at least half of what is apart is that; nothing else. */
function missingWords(real: Float64Array, synthetic: Float64Array, apart: number): Pick<MetricDetail, 'words'> {
  // The last part is "missing".
  const [a, b] = [real, synthetic].map((counts) => counts[counts.length - 1] / counts.reduce((sum, count) => sum + count, 0)) as [
    number,
    number,
  ]
  if (apart === 0 || Math.abs(a - b) < apart / 2) return {}
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return { words: `missing in ${percent(b)} of them, of real ones in ${percent(a)}` }
}

/** For either table, and every group in it, rows of each part of a column. */
function countWithin(groups: readonly Int32Array[], coded: readonly RankCodes[], count: number): Float64Array[][] {
  return groups.map((codes, side) => {
    const own = coded[side]
    const counts = Array.from({ length: count }, () => new Float64Array(own.count))
    for (let row = 0; row < codes.length; row++) {
      const cells = counts[codes[row]] as Float64Array
      const part = own.codes[row]
      cells[part] += 1
    }
    return counts
  })
}

/** How every column goes along with a target within each group. */
function targetEffects(
  grouping: Grouping,
  groups: readonly [Int32Array, Int32Array],
  sizes: readonly [Float64Array, Float64Array],
  coded: readonly (readonly [RankCodes, RankCodes])[],
  targets: ReadonlySet<string>,
  context: MetricContext,
): MetricDetail[] {
  const { columns, labels } = grouping
  const details: MetricDetail[] = []
  context.columns.forEach((target, t) => {
    if (!targets.has(target.name) || columns.includes(target.name)) return
    context.columns.forEach(({ name }, c) => {
      if (c === t || columns.includes(name)) return
      const pairs = [0, 1].map((side) => product((coded[t] as [RankCodes, RankCodes])[side], (coded[c] as [RankCodes, RankCodes])[side]))
      const counts = countWithin(groups, pairs, labels.length)
      const [rows, width] = [(coded[t] as [RankCodes, RankCodes])[0].count, (coded[c] as [RankCodes, RankCodes])[0].count]
      for (const [group, label] of labels.entries()) {
        if (sizes.some((own) => own[group] < fewestRows)) continue
        const [a, b] = counts.map((own) => own[group]) as [Float64Array, Float64Array]
        const value = 1 - totalVariationDistance(a, b)
        details.push({
          columns: [...columns, target.name, name],
          part: inWords(grouping, label),
          value,
          p: sameAssociationAbove(a, b, rows, width),
        })
      }
    })
  })
  return details
}

function product(first: RankCodes, second: RankCodes): RankCodes {
  return {
    codes: first.codes.map((code, row) => code * second.count + second.codes[row]),
    count: first.count * second.count,
  }
}
