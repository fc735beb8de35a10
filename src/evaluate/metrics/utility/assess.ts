import { areaUnderCurve } from '../../../learn/two-sample/two-sample.js'
import type { Table } from '../../../table/table.js'
import type { ClassTask, NumberTask, PredictionTask } from './learners.js'

/** How good predictions are on rows whose truth is known. */
export interface Assessment {
  /** 0: no better than knowing nothing; 1: perfect. 2 · AUC - 1 for classes, R² for numbers. */
  readonly skill: number
  /** Standard error of the skill where there is none. */
  readonly error: number
  /** The usual measures, by name; in units of the column where they have one. */
  readonly measures: Readonly<Partial<Record<Measure, number>>>
}

export const measures = ['auc', 'accuracy', 'log-loss', 'r2', 'rmse'] as const
export type Measure = (typeof measures)[number]
export const measureLabels: Readonly<Record<Measure, string>> = {
  auc: 'area under the curve',
  accuracy: 'share predicted right',
  'log-loss': 'log loss',
  r2: 'share of variance explained',
  rmse: 'root mean squared error',
}

/** A class, and its absence, must be found in so many rows for an area under the curve to mean something. */
const fewestOfClass = 10

/** The predictions on some rows of a table, all without `rows`; undefined where these rows can't tell good ones from bad ones. */
export function assess(task: PredictionTask, predicted: Float64Array, table: Table, rows?: Int32Array): Assessment | undefined {
  const judged = rows ?? Int32Array.from({ length: table.rows }, (_, row) => row)
  return task.kind === 'number' ? assessNumbers(task, predicted, table, judged) : assessClasses(task, predicted, table, judged)
}

/** AUC is the mean over classes of each against all others. */
function assessClasses(task: ClassTask, predicted: Float64Array, table: Table, rows: Int32Array): Assessment | undefined {
  const { classes } = task
  const codes = task.codes(table)
  const scores = new Float64Array(rows.length)
  const isClass = new Uint8Array(rows.length)
  const sums = { area: 0, variance: 0, judged: 0, right: 0, loss: 0 }
  for (let k = 0; k < classes; k++) {
    let found = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      scores[i] = predicted[row * classes + k]
      isClass[i] = codes[row] === k ? 1 : 0
      found += isClass[i]
    }
    const others = rows.length - found
    if (found < fewestOfClass || others < fewestOfClass) continue
    sums.area += areaUnderCurve(scores, isClass)
    // Of Mann and Whitney's statistic where nothing is known.
    sums.variance += (found + others + 1) / (12 * found * others)
    sums.judged++
  }
  if (sums.judged === 0) return undefined
  for (const row of rows) {
    const own = predicted.subarray(row * classes, (row + 1) * classes)
    if (own[codes[row]] === greatestOf(own)) sums.right++
    sums.loss -= Math.log(own[codes[row]])
  }
  const auc = sums.area / sums.judged
  return {
    skill: 2 * auc - 1,
    error: 2 * Math.sqrt(sums.variance / sums.judged),
    measures: { auc, accuracy: sums.right / rows.length, 'log-loss': sums.loss / rows.length },
  }
}

function greatestOf(values: Float64Array): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < values.length; k++) greatest = Math.max(greatest, values[k])
  return greatest
}

function assessNumbers(task: NumberTask, predicted: Float64Array, table: Table, rows: Int32Array): Assessment | undefined {
  const values = task.values(table)
  const known = rows.filter((row) => !Number.isNaN(values[row]))
  let mean = 0
  for (const row of known) mean += values[row] / known.length
  let [errors, total, squares] = [0, 0, 0]
  for (const row of known) {
    const error = (values[row] - predicted[row]) ** 2
    const spread = (values[row] - mean) ** 2
    errors += error
    total += spread
    squares += (spread - error) ** 2
  }
  if (known.length < 2 * fewestOfClass || !(total > 0)) return undefined
  const n = known.length
  const variance = Math.max(0, squares / n - ((total - errors) / n) ** 2)
  return {
    skill: 1 - errors / total,
    error: (Math.sqrt(variance / n) * n) / total,
    measures: finite({ r2: 1 - errors / total, rmse: Math.sqrt(errors / n) * task.unit }),
  }
}

/** Without what is beyond the greatest number there is. */
function finite(found: Assessment['measures']): Assessment['measures'] {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => Number.isFinite(value)))
}
