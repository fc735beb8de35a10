import { kaplanMeier, type LifeTable, lifeTable, logRankAbove } from '../../../stats/tests/survival.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf, sensitiveOf } from '../results.js'
import { utilityGroups } from '../utility/subgroup-utility.js'
import { type SurvivalColumns, survivalColumns, survivalOf } from '../utility/survival-concordance.js'

/** Curves are compared as long as so many rows of each table are at risk. */
const fewestAtRisk = 20
/** Rows of a group whose curves are compared. */
const fewestRows = 50

/**
 * 1 - the mean over time of |S(t) of real rows - S(t) of synthetic rows|, where S is Kaplan and Meier's estimate of the share that is without the
 * event, as long as 20 rows of either table are at risk. A detail's `p` is that of the log-rank test: of all rows, and of the groups of
 * sensitive columns. Parts: the same without the bars (above 0: synthetic rows are without the event for longer), and how much sooner the last
 * synthetic row was seen, as a share (SurvivalGAN's optimism and short-sightedness).
 */
export const survivalCurves = defineMetric({
  name: 'survival-curves',
  title: 'Survival curves',
  standardName: 'Kaplan-Meier divergence',
  plain:
    'Are rows without the event for as long as real ones, those that were lost to sight taken into account? 1 means the two curves are the same.',
  references: [
    { author: 'Kaplan, Meier', year: 1958, title: 'Nonparametric Estimation from Incomplete Observations' },
    {
      author: 'Norcliffe, Cebere, Imrie, Lio, van der Schaar',
      year: 2023,
      title: 'SurvivalGAN: Generating Time-to-Event Data for Survival Analysis',
      url: 'https://arxiv.org/abs/2302.12749',
    },
  ],
  level: 'pairwise',
  implies: 'Q(time, event) has the hazards of P(time, event)',
  missing: 'Rows without a time or an event are left out.',
  needs: ['survival'],
  mostDraws: 10,
  floor: 'uniform',
  compute(input, context) {
    const columns = survivalColumns(context)
    if (typeof columns === 'string') return { value: null, reason: columns }
    const [real, synthetic] = [referenceOf(input), input.synthetic].map((table) => tableOf(table, columns)) as [LifeTable, LifeTable]
    const compared = compareCurves(real, synthetic)
    if (!compared) return { value: null, reason: `Fewer than ${fewestAtRisk} rows of a table have a time above 0 and an event or none.` }
    const words = `the event is ${columns.words}`
    if (context.unjudged) return { value: 1 - compared.distance }
    const whole: MetricDetail = {
      ...{ columns: [columns.time.name, columns.event.name], value: 1 - compared.distance, p: logRankAbove(real, synthetic) },
      words: curveWords(compared),
    }
    const last = (table: LifeTable) => table.times.at(-1) as number
    return {
      value: 1 - compared.distance,
      details: [whole, ...groupDetails(input, columns, context)],
      parts: [
        { name: 'optimism', label: 'How much more synthetic rows are without the event, on average over time', value: compared.difference },
        {
          name: 'short-sightedness',
          label: 'How much sooner the last synthetic row was seen, as a share',
          value: last(real) > 0 ? (last(real) - last(synthetic)) / last(real) : null,
        },
      ],
      curves: [{ name: 'survival', label: 'Share without the event, by time', x: synthetic.times, y: kaplanMeier(synthetic) }],
      notes: [`Survival: ${words}; all others were watched until their time and lost to sight.`],
    }
  },
})

function tableOf(table: Table, columns: SurvivalColumns, rows?: Int32Array): LifeTable {
  const { times, events } = survivalOf(rows ? table.take(rows) : table, columns)
  return lifeTable(times, events)
}

interface Compared {
  /** Mean over time of how far the curves are apart, and of how much higher the second one is. */
  readonly distance: number
  readonly difference: number
}

/** The curves of two tables, as long as enough rows are at risk in both; undefined where they never are. */
function compareCurves(a: LifeTable, b: LifeTable): Compared | undefined {
  const end = Math.min(endOf(a), endOf(b))
  if (!(end > 0)) return undefined
  const [first, second] = [curveOf(a), curveOf(b)]
  const steps = [...new Set([0, ...a.times, ...b.times, end])].filter((time) => time >= 0 && time <= end).sort((x, y) => x - y)
  let [distance, difference] = [0, 0]
  for (let step = 1; step < steps.length; step++) {
    const [from, to] = [steps[step - 1], steps[step]]
    const apart = shareAt(second, from) - shareAt(first, from)
    distance += (Math.abs(apart) * (to - from)) / end
    difference += (apart * (to - from)) / end
  }
  return { distance: Math.min(1, distance), difference }
}

interface Curve {
  readonly times: readonly number[]
  readonly shares: readonly number[]
}

function curveOf(table: LifeTable): Curve {
  return { times: table.times, shares: kaplanMeier(table) }
}

/** The share after all times up to this one. */
function shareAt({ times, shares }: Curve, time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] <= time) low = middle + 1
    else high = middle
  }
  return low === 0 ? 1 : shares[low - 1]
}

/** The last time at which enough rows are at risk. */
function endOf({ times, atRisk }: LifeTable): number {
  return times[atRisk.findLastIndex((rows) => rows >= fewestAtRisk)] ?? Number.NaN
}

function groupDetails(input: MetricInput, columns: SurvivalColumns, context: MetricContext): MetricDetail[] {
  const reference = referenceOf(input)
  const names = sensitiveOf(context).map(({ name }) => name)
  return names
    .filter((name) => name !== columns.time.name && name !== columns.event.name)
    .flatMap((name) => {
      const { labels, codes } = utilityGroups(name, reference, context)
      const tables = [reference, input.synthetic].map((table) => ({ table, groups: codes(table) }))
      return labels.flatMap((part, group): MetricDetail[] => {
        const rows = tables.map(({ groups }) => Int32Array.from(groups.keys()).filter((row) => groups[row] === group))
        if (rows.some(({ length }) => length < fewestRows)) return []
        const [a, b] = tables.map(({ table }, side) => tableOf(table, columns, rows[side])) as [LifeTable, LifeTable]
        const compared = compareCurves(a, b)
        if (!compared) return []
        const words = `among ${name} ${part} ${curveWords(compared)}`
        return [
          { columns: [columns.time.name, columns.event.name, name], part, value: 1 - compared.distance, p: logRankAbove(a, b), words },
        ]
      })
    })
}

function curveWords({ difference, distance }: Compared): string {
  const much = `${(100 * distance).toFixed(1)} % of the rows, on average over time`
  return difference > distance / 2
    ? `rows are without the event for longer than real ones: ${much}`
    : difference < -distance / 2
      ? `the event comes sooner than in real rows: ${much}`
      : `the event comes at other times than in real rows: ${much}`
}
