import type { Work } from '../../../learn/turn.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { compareAreas, rankByPart, type ScoredGroups } from '../../../stats/association/group-areas.js'
import { ridgeOfCodes } from '../../../stats/matrix/ridge-of-codes.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { cutToOneSize, referenceOf, targetsOf } from '../results.js'
import { utilityGroups } from '../utility/subgroup-utility.js'

/** Parts that a column is cut into where it predicts or is predicted. */
const parts = 8
/** Rows of a group in either table, without which nothing can be said about it. */
const fewestRows = 40
/** Rows that the score is of; tests look at all. */
const scoredRows = 2000
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
  version: 4,
  title: 'Effects within groups',
  plain: 'Does each column follow from all others as much as it really does, in every group of rows, small ones too?',
  level: 'conditional',
  implies: 'AUC(column by its prediction from all others | group) under Q = under P, for every column and group',
  missing: 'A value of its own.',
  mostRows: 10_000,
  mostDraws: 3,
  *steps(input, context) {
    const { columns } = context
    if (columns.length < 3) return { value: null, reason: 'There are fewer than three columns.', details: [] }
    const [real, synthetic] = [referenceOf(input), input.synthetic]
    const [some, made] = cutToOneSize([real, synthetic], context, scoredRows)
    const scored = yield* detailsOf([some], made, context, false)
    if (scored.length === 0) return { value: null, reason: `No column varies in ${fewestRows} rows of either table.`, details: [] }
    const value = scored.reduce((sum, detail) => sum + (detail.value as number), 0) / scored.length
    if (context.unjudged) return { value }
    const details = yield* detailsOf(input.others ? [real, input.others] : [real], synthetic, context, true)
    return { value, details: weighted(details, context) }
  },
})

/** The areas in every group of real rows, in one table or two, and of synthetic ones. */
function* detailsOf(reals: readonly Table[], synthetic: Table, context: MetricContext, judged: boolean): Work<MetricDetail[]> {
  const { columns } = context
  const sides = [reals, [synthetic]]
  const coded = sides.map((tables) =>
    columns.map(({ name }) => joined(tables.map((table) => coarse(table.column(name), reals[0].column(name), parts, context)))),
  )
  const predict = ridgeOfCodes(coded)
  const chosen = chosenColumns(context)
  const groupings = [everyRow, ...chosen.map((name) => groupingOf(name, reals[0], context))].map(({ codes, ...own }) => {
    const groups = sides.map((tables) => joined(tables.map((table) => ({ codes: codes(table), count: own.labels.length }))).codes)
    return { ...own, groups: groups as [Int32Array, Int32Array] }
  })
  const details: MetricDetail[] = []
  for (const [c, { name }] of columns.entries()) {
    if (!chosen.includes(name)) continue
    yield
    const sided = coded.map((own, side): Sided => ({ coded: own[c], ranked: rankByPart(predict(c, side), own[c]) }))
    for (const { columns: by, labels, groups } of groupings) {
      if (by.includes(name)) continue
      yield
      const compared = compareAreas(
        [
          { ...sided[0], groups: groups[0] },
          { ...sided[1], groups: groups[1] },
        ],
        labels.length,
        judged,
      )
      for (const [g, label] of labels.entries()) {
        const test = compared[g]
        if (!test || Math.min(...test.rows) < fewestRows) continue
        const [own, other] = test.areas
        const part = by.length === 0 ? {} : { part: `${by.join(' and ')} ${label}` }
        details.push({ columns: [...by, name], value: 1 - Math.abs(own - other), real: own, synthetic: other, ...part, p: test.p })
      }
    }
  }
  return details
}

type Sided = Omit<ScoredGroups, 'groups'>

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
