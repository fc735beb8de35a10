import { quantileBins } from '../../../stats/order/quantile-bins.js'
import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { fewestRowsForShare as fewestNamed } from '../../summary/column-summary.js'
import { commonLevels } from '../../tables/common-scale.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { meanResult, sensitiveOf, targetsOf, type WithHoldout } from '../results.js'
import { learnTargets, trainedOn, transferDetail, transfersOf } from './tstr.js'

/** Holdout rows of a group without which its skill is too uncertain to be compared. */
const fewestRows = 50

/**
 * As `tstr`, for each group of the columns that are declared sensitive by itself: learners are trained on all rows and judged on the
 * holdout rows of the group; the mean over groups, each counting alike. Groups of fewer than 50 holdout rows are left out.
 */
export const subgroupUtility = defineMetric({
  name: 'subgroup-utility',
  title: 'Predicting the target for each group',
  standardName: 'TSTR by subgroup',
  plain:
    'Does a model that learned from synthetic rows serve each group of the sensitive columns as well as one that learned from real rows? 1 means as well.',
  references: [
    { author: 'Bhanot, Qi, Erickson, Guyon, Bennett', year: 2021, title: 'The Problem of Fairness in Synthetic Healthcare Data' },
  ],
  level: 'utility',
  implies: 'the best prediction of the target within a group is the same under Q and P, for every group of a sensitive column',
  missing:
    'Among predictors and levels a value of its own, and a group of its own; rows without the number that is to be predicted are left out.',
  needs: ['sensitive', 'target', 'holdout'],
  mostRows: 10_000,
  mostDraws: 3,
  refused: unpredictable,
  *steps(input, context) {
    yield* learnTargets(targetsOf(context), input as WithHoldout, context)
    const targets = targetsOf(context)
    const pairs = targets.flatMap((target) => sensitiveOf(context).flatMap((column) => (column === target ? [] : [{ target, column }])))
    if (pairs.length === 0) return { value: null, reason: 'The only sensitive column is the target itself.' }
    const details = pairs.flatMap(({ target, column }) => detailsOf(target, column, input as WithHoldout, context))
    const known = details.flatMap(({ value }) => (value === null ? [] : [value]))
    const result = meanResult(details, 'No group can be judged: they are too small, or even real rows teach nothing about them.')
    return known.length === 0
      ? result
      : { ...result, parts: [{ name: 'worst-group', label: 'the group that is served worst', value: Math.min(...known) }] }
  },
})

function detailsOf(target: ColumnSchema, { name }: ColumnSchema, input: WithHoldout, context: MetricContext): MetricDetail[] {
  const { labels, codes } = utilityGroups(name, input.training, context)
  const groups = codes(input.holdout)
  const trained = trainedOn(target, input, context)
  return labels.flatMap((part, group): MetricDetail[] => {
    const rows = Int32Array.from(groups.keys()).filter((row) => groups[row] === group)
    // A group of a few must not be recognized by its name.
    if (rows.length < fewestNamed) return []
    if (rows.length < fewestRows)
      return [{ columns: [target.name, name], part, value: null, reason: `It has fewer than ${fewestRows} rows in the holdout.` }]
    return [{ ...transferDetail([target.name, name], transfersOf(trained, input.holdout, rows)), part }]
  })
}

/** The rows of a table by the groups of one of its columns. */
interface Groups {
  /** In words. */
  readonly labels: readonly string[]
  /** The group of every row of a table. */
  codes(table: Table): Int32Array
}

const mostLevels = 50

const quarters = 4

/** The groups of a column as `real` cuts them: its 50 commonest levels and all others, or quarters of its numbers; and the missing ones. */
export function utilityGroups(name: string, real: Table, { coding }: MetricContext): Groups {
  const column = real.column(name)
  if (isNumberColumn(column)) {
    const bins = quantileBins(coding.of(column), quarters)
    const labels = Array.from({ length: bins.count }, (_, k) => partInWords(k, bins.count))
    return grouped(name, [...labels, 'missing'], bins.codes, coding)
  }
  const { codes, placeOf } = commonLevels(column, mostLevels)
  return grouped(name, [...codes.map((code) => column.levels[code]), 'any other', 'missing'], placeOf, coding)
}

/** The same in all draws, whatever numbers they cut at: by it, a group is found in other rows again. */
function partInWords(k: number, count: number): string {
  return k === 0 || k === count - 1
    ? `in the ${k === 0 ? 'lowest' : 'highest'} of ${count} parts`
    : `in part ${k + 1} of ${count} from the lowest`
}

function grouped(name: string, labels: readonly string[], groupOf: Int32Array, coding: MetricContext['coding']): Groups {
  const missing = labels.length - 1
  return {
    labels,
    codes: (table) => coding.of(table.column(name)).codes.map((code) => (code < 0 ? missing : groupOf[code])),
  }
}
