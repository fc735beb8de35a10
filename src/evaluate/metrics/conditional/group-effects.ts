import { correlationOf, type GroupCorrelation, sameCorrelation } from '../../../stats/association/group-correlation.js'
import { ridgeOfCodes } from '../../../stats/matrix/ridge-of-codes.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf, targetsOf } from '../results.js'
import { groupsOf } from '../utility/subgroup-utility.js'

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
  /** Of the real and of the synthetic rows. */
  readonly codes: readonly Int32Array[]
}

/**
 * Mean over columns, and over all rows and each group of them, of 1 - |difference| / 2 between two correlations: of the column with what all others
 * predict of it, in the real rows and in the synthetic ones. The prediction is one for both: a ridge regression on the parts of all other
 * columns, of both tables together, so that neither is favoured. It adds up what every column tells of the predicted one; a group of a
 * few hundred rows, in which no single other column says enough, is told from one where the effect is lost. A detail's `p` is that of equal
 * correlations, by Student's t of Fisher's z, with as many degrees of freedom as rows carry the error; declared targets have four fifths of the false alarms.
 */
export const groupEffects = defineMetric({
  name: 'group-effects',
  title: 'Effects within groups',
  plain: 'Does each column follow from all others as much as it really does, in every group of rows, small ones too?',
  level: 'conditional',
  implies: 'corr(column, its prediction by all others | group) under Q = under P, for every column and group',
  missing: 'A value of its own.',
  mostRows: 10_000,
  mostDraws: 3,
  compute(input, context) {
    const { columns } = context
    if (columns.length < 3) return { value: null, reason: 'There are fewer than three columns.', details: [] }
    const [real, { synthetic }] = [referenceOf(input), input]
    const tables = [real, synthetic]
    const chosen = chosenColumns(context)
    const coded = tables.map((table) => columns.map(({ name }) => coarse(table.column(name), real.column(name), parts, context)))
    const predict = ridgeOfCodes(coded)
    const groupings = [everyRow(tables), ...chosen.map((name) => groupingOf(name, tables, context))]
    const details: MetricDetail[] = []
    columns.forEach(({ name }, c) => {
      if (!chosen.includes(name)) return
      const told = coded.map((own, side) => ({ coded: own[c], predictions: predict(c, side) }))
      for (const { columns: by, labels, codes } of groupings) {
        if (by.includes(name)) continue
        const found = told.map((own, side) => correlationOf(own.coded, own.predictions, codes[side], labels.length, !context.unjudged))
        labels.forEach((label, g) => {
          const [a, b] = found.map((own) => own[g]) as [GroupCorrelation, GroupCorrelation]
          if (a.rows < fewestRows || b.rows < fewestRows || a.value === null || b.value === null) return
          const own = { columns: [...by, name], value: 1 - Math.abs(a.value - b.value) / 2, real: a.value, synthetic: b.value }
          const part = by.length === 0 ? {} : { part: `${by.join(' and ')} ${label}` }
          details.push({ ...own, ...part, ...(context.unjudged ? {} : { p: sameCorrelation(a, b) }) })
        })
      }
    })
    if (details.length === 0) return { value: null, reason: `No column varies in ${fewestRows} rows of either table.`, details: [] }
    const value = details.reduce((sum, detail) => sum + (detail.value as number), 0) / details.length
    return { value, details: context.unjudged ? [] : weighted(details, context) }
  },
})

/** Targets, and as many of the others as are looked at. */
function chosenColumns(context: MetricContext): string[] {
  const targets = new Set(targetsOf(context).map(({ name }) => name))
  const others = context.columns.map(({ name }) => name).filter((name) => !targets.has(name))
  const rng = context.rng.split(stream)
  while (others.length > Math.max(0, mostColumns - targets.size)) others.splice(rng.integer(others.length), 1)
  return [...targets, ...others]
}

function everyRow(tables: readonly Table[]): Grouping {
  return { columns: [], labels: [''], codes: tables.map(({ rows }) => new Int32Array(rows)) }
}

function groupingOf(name: string, tables: readonly Table[], context: MetricContext): Grouping {
  const { labels, codes } = groupsOf(name, tables[0], context)
  return { columns: [name], labels, codes: tables.map(codes) }
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
