import type { Table } from '../../../../table/table.js'
import type { MetricDetail } from '../../../metric.js'
import { defineMetric, unpredictable } from '../../define-metric.js'
import { meanResult, type WithHoldout } from '../../results.js'
import type { ClassTask, NumberTask } from '../../utility/learners.js'
import { learnTargets, type Trained, trainedOn } from '../../utility/tstr.js'

/** Of one column, at most: a quotient of errors has no bound. */
const most = 2

/**
 * TabStruct's global utility: the mean over columns of what is left of the performance at predicting it from all others, trained on synthetic rows
 * instead of as many training rows and judged on the holdout: the quotient of balanced accuracies for levels, that of root mean squared errors,
 * real over synthetic, for numbers. By the definition of the paper, with our three learners, whose quotients are averaged, in place of its nine; a
 * column counts at most 2.
 */
export const globalUtility = defineMetric({
  name: 'tabstruct-global-utility',
  title: 'Global utility (TabStruct)',
  plain:
    'What the benchmark TabStruct prints as global utility: how well every column is predicted by what synthetic rows teach, over how well by what real rows do. Guessing already scores well above 0 here; conditional-skill and utility-every-column take that off.',
  references: [
    {
      author: 'Jiang, Simidjievski, Jamnik',
      year: 2026,
      title: 'TabStruct: Measuring Structural Fidelity of Tabular Data',
      url: 'https://arxiv.org/abs/2509.11950',
    },
  ],
  level: 'conditional',
  implies: 'the best prediction of a column from all others is the same under Q and P, for every column',
  range: [0, most],
  missing: 'Among predictors and levels a value of its own; rows without the number that is to be predicted are left out.',
  needs: ['holdout'],
  cost: 'full',
  sets: ['tabstruct'],
  mostRows: 10_000,
  mostDraws: 3,
  refused: unpredictable,
  *steps(input, context) {
    const given = input as WithHoldout
    yield* learnTargets(context.columns, given, context)
    const details = context.columns.map((column): MetricDetail => {
      const quotients = trainedOn(column, given, context).flatMap((trained) => quotientOf(trained, given.holdout) ?? [])
      const columns = [column.name]
      if (quotients.length === 0) return { columns, value: null, reason: "It doesn't vary in the holdout." }
      return { columns, value: quotients.reduce((sum, quotient) => sum + quotient, 0) / quotients.length }
    })
    return meanResult(details, 'No column varies in the holdout.')
  },
})

/** What is left of the performance, by one learner; undefined where there is none to lose. */
function quotientOf({ task, fromReal, fromSynthetic }: Trained, holdout: Table): number | undefined {
  if (task.kind === 'class') {
    const [real, synthetic] = [fromReal, fromSynthetic].map((predicted) => balancedAccuracy(task, predicted, holdout)) as [number, number]
    return real > 0 ? Math.min(most, synthetic / real) : undefined
  }
  const [real, synthetic] = [fromReal, fromSynthetic].map((predicted) => squaredError(task, predicted, holdout)) as [number, number]
  // 0 / 0 where a column is the same everywhere, and known to be so.
  if (Number.isNaN(real) || (real === 0 && synthetic === 0)) return undefined
  return Math.min(most, Math.sqrt(real / synthetic))
}

/** The mean over occurring classes of the share of their rows that is predicted right. */
function balancedAccuracy({ classes, codes }: ClassTask, predicted: Float64Array, holdout: Table): number {
  const [rows, right] = [new Float64Array(classes), new Float64Array(classes)]
  codes(holdout).forEach((code, row) => {
    const own = predicted.subarray(row * classes, (row + 1) * classes)
    rows[code] += 1
    if (own.every((share) => share <= own[code])) right[code] += 1
  })
  const occurring = [...rows.keys()].filter((code) => rows[code] > 0)
  return occurring.reduce((sum, code) => sum + right[code] / rows[code], 0) / occurring.length
}

/** The mean squared error, in squares of the training rows' standard deviation; NaN without a number. */
function squaredError({ values }: NumberTask, predicted: Float64Array, holdout: Table): number {
  let [sum, count] = [0, 0]
  values(holdout).forEach((value, row) => {
    if (Number.isNaN(value)) return
    sum += (value - predicted[row]) ** 2
    count++
  })
  return sum / count
}
