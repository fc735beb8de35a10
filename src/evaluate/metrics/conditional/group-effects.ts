import type { RankCodes } from '../../../stats/association/coded.js'
import { compareAreas, rankByPart, type ScoredGroups } from '../../../stats/association/group-areas.js'
import { ridgeOfCodes } from '../../../stats/matrix/ridge-of-codes.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf, targetsOf } from '../results.js'
import { utilityGroups } from '../utility/subgroup-utility.js'

/** Parts that a column is cut into where it predicts or is predicted. */
const parts = 8
/** Rows of a group in either table, without which nothing can be said about it. */
const fewestRows = 40
/** Columns that are predicted, and columns that make groups: targets and a draw of the others. */
const mostColumns = 24
const stream = 0x6765

/** Rows parted by the levels or parts of a column, or not at all. */
interface Grouping {
  readonly columns: readonly string[]
  readonly labels: readonly string[]
  codes(table: Table): Int32Array
}

/**
 * Mean over columns, and over all rows and each group of them, of 1 - |difference| between how well other columns tell the column in the real rows and
 * in the synthetic ones: the area under the curve of each part of it, ranked by what all others predict of it (`compareAreas`). The prediction is
 * one for all tables: a ridge regression on the parts of the other columns, of all tables together, so that none is favoured. It adds
 * up what every column tells of the predicted one; a group of a few hundred rows, in which no single other column says enough, is told from one
 * where the effect is lost, and a rare outcome by how its few rows are ranked. A detail's `p` is that of equal areas, of all real rows that there are; declared targets
 * have four fifths of the false alarms.
 */
export const groupEffects = defineMetric({
  name: 'group-effects',
  version: 2,
  title: 'Effects within groups',
  plain: 'Does each column follow from all others as much as it really does, in every group of rows, small ones too?',
  level: 'conditional',
  implies: 'AUC(column by its prediction from all others | group) under Q = under P, for every column and group',
  missing: 'A value of its own.',
  mostRows: 10_000,
  mostDraws: 3,
  compute(input, context) {
    const { columns } = context
    if (columns.length < 3) return { value: null, reason: 'There are fewer than three columns.', details: [] }
    const details = detailsOf(input, context)
    if (details.length === 0) return { value: null, reason: `No column varies in ${fewestRows} rows of either table.`, details: [] }
    const value = details.reduce((sum, detail) => sum + (detail.value as number), 0) / details.length
    return { value, details: context.unjudged ? [] : weighted(details, context) }
  },
})

/** The areas in every group. Of two sides the first are all real rows: those that are compared, and then the others, which only tests hang on. */
function detailsOf(input: MetricInput, context: MetricContext): MetricDetail[] {
  const { columns, unjudged = false } = context
  const real = referenceOf(input)
  const sides = [[real, ...(input.others && !unjudged ? [input.others] : [])], [input.synthetic]]
  const coded = sides.map((tables) =>
    columns.map(({ name }) => joined(tables.map((table) => coarse(table.column(name), real.column(name), parts, context)))),
  )
  const predict = ridgeOfCodes(coded)
  const chosen = chosenColumns(context)
  const groupings = [everyRow, ...chosen.map((name) => groupingOf(name, real, context))].map(({ codes, ...own }) => {
    const groups = sides.map((tables) => joined(tables.map((table) => ({ codes: codes(table), count: own.labels.length }))).codes)
    return { ...own, groups: groups as [Int32Array, Int32Array] }
  })
  return columns.flatMap(({ name }, c): MetricDetail[] => {
    if (!chosen.includes(name)) return []
    const told = coded.map((own, side) => ({ coded: own[c], scores: predict(c, side) })) as [Told, Told]
    const [all, made] = told.map(rankedOf) as [Ranked, Ranked]
    const first = sides[0]?.length === 1 ? null : rankedOf(firstRows(told[0], real.rows))
    return groupings.flatMap(({ columns: by, labels, groups: [groups, own] }) => {
      if (by.includes(name)) return []
      const synthetic = { ...made, groups: own }
      const judged = compareAreas([{ ...all, groups }, synthetic], labels.length, !unjudged)
      const compared = first ? compareAreas([{ ...first, groups: groups.subarray(0, real.rows) }, synthetic], labels.length, false) : judged
      return labels.flatMap((label, g): MetricDetail[] => {
        const [score, test] = [compared[g], judged[g]]
        if (!score || !test || Math.min(...score.rows) < fewestRows) return []
        const value = 1 - Math.abs(score.areas[0] - score.areas[1])
        const part = by.length === 0 ? {} : { part: `${by.join(' and ')} ${label}` }
        return [
          { columns: [...by, name], value, real: test.areas[0], synthetic: test.areas[1], ...part, ...(unjudged ? {} : { p: test.p }) },
        ]
      })
    })
  })
}

/** A column's parts, and by rows and parts what is predicted of them. */
interface Told {
  readonly coded: RankCodes
  readonly scores: Float64Array
}

type Ranked = Omit<ScoredGroups, 'groups'>

function rankedOf({ coded, scores }: Told): Ranked {
  return { coded, ranked: rankByPart(scores, coded.count) }
}

function firstRows({ coded: { codes, count }, scores }: Told, rows: number): Told {
  return { coded: { codes: codes.subarray(0, rows), count }, scores: scores.subarray(0, rows * count) }
}

/** The codes of one table or of two, one after the other. */
function joined([first, second]: readonly RankCodes[]): RankCodes {
  if (second === undefined) return first
  const { codes, count } = first
  const all = new Int32Array(codes.length + second.codes.length)
  all.set(codes)
  all.set(second.codes, codes.length)
  return { codes: all, count }
}

/** Targets, and as many of the others as are looked at. */
function chosenColumns(context: MetricContext): string[] {
  const targets = new Set(targetsOf(context).map(({ name }) => name))
  const others = context.columns.map(({ name }) => name).filter((name) => !targets.has(name))
  const rng = context.rng.split(stream)
  while (others.length > Math.max(0, mostColumns - targets.size)) others.splice(rng.integer(others.length), 1)
  return [...targets, ...others]
}

const everyRow: Grouping = { columns: [], labels: [''], codes: ({ rows }) => new Int32Array(rows) }

function groupingOf(name: string, real: Table, context: MetricContext): Grouping {
  return { columns: [name], ...utilityGroups(name, real, context) }
}

/** Of the false alarms, what declared targets have to themselves: they are what somebody asks about. */
const ofTargets = 0.8

/** Targets share their part of the false alarms, all other columns the rest: a weighted Bonferroni. */
function weighted(details: readonly MetricDetail[], context: MetricContext): MetricDetail[] {
  const targets = new Set(targetsOf(context).map(({ name }) => name))
  const isTarget = ({ columns }: MetricDetail) => targets.has(columns.at(-1) as string)
  const count = details.filter(isTarget).length
  if (count === 0 || count === details.length) return [...details]
  const [own, others] = [count / ofTargets, (details.length - count) / (1 - ofTargets)]
  return details.map((detail) => ({
    ...detail,
    p: Math.min(1, ((detail.p as number) * (isTarget(detail) ? own : others)) / details.length),
  }))
}
