import type { ColumnSchema } from '../../../table/schema.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { meanResult, sensitiveOf, targetsOf, type WithHoldout } from '../results.js'
import { utilityGroups } from './subgroup-utility.js'
import { learnTargets, type Trained, trainedOn } from './tstr.js'

/** Holdout rows of a group, or of one outcome in a group, without which a rate says nothing. */
const fewestRows = 50

/** Who is predicted to have which outcome, and who has it. Numbers have two outcomes: at most their mean in the training rows, and more. */
interface Outcomes {
  readonly count: number
  /** The outcome of each row of the holdout; -1 for none. */
  readonly true: Int32Array
  readonly predicted: Int32Array
}

/**
 * 1 - the mean of |gap of a model trained on training rows - gap of one trained on as many synthetic rows|, over learners, targets, sensitive columns
 * and two kinds of gaps on the holdout. Demographic parity: by how much groups differ in how often an outcome is predicted, at most. Equalized
 * odds: the same among rows of one true outcome, at most. Details: the mean of each kind over learners. Groups with fewer than 50 rows are left
 * out, and so are outcomes of fewer in a group.
 */
export const fairnessGaps = defineMetric({
  name: 'fairness-gaps',
  title: 'Fairness of trained models',
  standardName: 'Demographic parity and equalised odds gaps',
  plain:
    'Is a model that learned from synthetic rows as fair, or as unfair, to the groups of the sensitive columns as one that learned from real rows? 1 means as fair.',
  references: [
    { author: 'Dwork, Hardt, Pitassi, Reingold, Zemel', year: 2012, title: 'Fairness Through Awareness' },
    { author: 'Hardt, Price, Srebro', year: 2016, title: 'Equality of Opportunity in Supervised Learning' },
  ],
  level: 'utility',
  implies: 'the best prediction of the target treats groups alike under Q and P, or as unlike',
  missing:
    'Among predictors and levels a value of its own, and a group of its own; rows without the number that is to be predicted are left out.',
  needs: ['sensitive', 'target', 'holdout'],
  cost: 'full',
  mostRows: 10_000,
  mostDraws: 5,
  refused: unpredictable,
  *steps(input, context) {
    yield* learnTargets(targetsOf(context), input as WithHoldout, context)
    const pairs = targetsOf(context).flatMap((target) =>
      sensitiveOf(context).flatMap((column) => (column === target ? [] : [{ target, column }])),
    )
    if (pairs.length === 0) return { value: null, reason: 'The only sensitive column is the target itself.' }
    const details = pairs.flatMap(({ target, column }) => detailsOf(target, column, input as WithHoldout, context))
    return meanResult(details, `No two groups have ${fewestRows} rows in the holdout.`)
  },
})

function detailsOf(target: ColumnSchema, sensitive: ColumnSchema, input: WithHoldout, context: MetricContext): MetricDetail[] {
  const { labels, codes } = utilityGroups(sensitive.name, input.training, context)
  const groups = codes(input.holdout)
  const gaps = trainedOn(target, input, context).map((trained) => {
    const [real, synthetic] = [trained.fromReal, trained.fromSynthetic].map((predicted) =>
      gapsOf(outcomesOf(trained, predicted, input, context), groups, labels.length),
    )
    return { real, synthetic } as { real: Gaps; synthetic: Gaps }
  })
  const columns = [target.name, sensitive.name]
  return (['demographic parity', 'equalized odds'] as const).map((part): MetricDetail => {
    const known = gaps.filter(({ real }) => real[part] !== null)
    if (known.length === 0)
      return { columns, part, value: null, reason: `No two groups have ${fewestRows} rows of one outcome in the holdout.` }
    const mean = (of: (gap: (typeof gaps)[number]) => number) => known.reduce((sum, gap) => sum + of(gap), 0) / known.length
    const [real, synthetic] = [mean((gap) => gap.real[part] as number), mean((gap) => gap.synthetic[part] as number)]
    return {
      columns,
      part,
      real,
      synthetic,
      value: 1 - mean((gap) => Math.abs((gap.real[part] as number) - (gap.synthetic[part] as number))),
    }
  })
}

function outcomesOf({ task }: Trained, predicted: Float64Array, { training, holdout }: WithHoldout, { memo }: MetricContext): Outcomes {
  if (task.kind === 'class') {
    const { classes } = task
    const best = Int32Array.from({ length: holdout.rows }, (_, row) => {
      const own = predicted.subarray(row * classes, (row + 1) * classes)
      return own.indexOf(Math.max(...own))
    })
    return { count: classes, true: task.codes(holdout), predicted: best }
  }
  const middle = memo('middle of the target', [training.column(task.target).values], () => meanOf(task.values(training)))
  const isMore = (value: number) => (Number.isNaN(value) ? -1 : value > middle ? 1 : 0)
  return { count: 2, true: Int32Array.from(task.values(holdout), isMore), predicted: Int32Array.from(predicted, isMore) }
}

function meanOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value / known.length, 0)
}

type Gaps = Readonly<Record<'demographic parity' | 'equalized odds', number | null>>

/** How far groups are apart at most; null where no two of them have the rows. */
function gapsOf({ count, true: truth, predicted }: Outcomes, groups: Int32Array, groupCount: number): Gaps {
  // Cell by cell: group, true outcome, predicted outcome.
  const cells = new Float64Array(groupCount * count * count)
  for (let row = 0; row < groups.length; row++) {
    if (truth[row] < 0 || predicted[row] < 0) continue
    const at = (groups[row] * count + truth[row]) * count + predicted[row]
    cells[at] += 1
  }
  const all = Array.from({ length: groupCount }, (_, group) => group)
  const ratesAmong = (outcomes: readonly number[]) =>
    all.flatMap((group) => {
      const counts = new Float64Array(count)
      for (const outcome of outcomes) for (let k = 0; k < count; k++) counts[k] += cells[(group * count + outcome) * count + k]
      const rows = counts.reduce((sum, own) => sum + own, 0)
      return rows < fewestRows ? [] : [counts.map((own) => own / rows)]
    })
  const outcomes = Array.from({ length: count }, (_, outcome) => outcome)
  const odds = outcomes.flatMap((outcome) => greatestGap(ratesAmong([outcome])) ?? [])
  return {
    'demographic parity': greatestGap(ratesAmong(outcomes)),
    'equalized odds': odds.length === 0 ? null : Math.max(...odds),
  }
}

/** By how much the shares of an outcome differ between groups, at most; null of fewer than two groups. */
function greatestGap(rates: readonly Float64Array[]): number | null {
  if (rates.length < 2) return null
  const shares = Array.from({ length: rates[0]?.length ?? 0 }, (_, k) => rates.map((own) => own[k]))
  return Math.max(...shares.map((own) => Math.max(...own) - Math.min(...own)))
}
