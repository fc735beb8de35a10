import { type MixedRows, nearestRows } from '../learn/neighbours.js'
import { isNumberColumn } from '../table/column.js'
import type { Table } from '../table/table.js'

export interface Closeness {
  /** Share of synthetic rows that are nearer to a training row than to a holdout row, ties half: 0.5 if nothing of single rows is kept. */
  readonly nearerTraining: number
  /** Its standard error. */
  readonly nearerTrainingError: number
  /** Share of synthetic rows equal to a training row, and to a holdout row: what chance makes of it. */
  readonly matchesTraining: number
  readonly matchesHoldout: number
}

/** Synthetic rows that are looked at: enough for a standard error of 0.8 %. */
const mostQueries = 4000
/** Distances that differ by less are the same but for rounding. */
const rounding = 1e-12

/**
 * How much nearer synthetic rows are to the rows that a model learned from than to as many that it didn't, and how many they equal.
 * Distances are Gower's, numbers scaled by their range. Only the first rows of the synthetic table are looked at, which are random ones.
 */
export function measureCloseness(training: Table, holdout: Table, synthetic: Table): Closeness {
  const scales = training.columns.map((column) => {
    const other = holdout.column(column.name)
    return isNumberColumn(column) && isNumberColumn(other) ? 1 / (spread(column.values, other.values) || 1) : 1
  })
  const count = Math.min(mostQueries, synthetic.rows)
  const queries = mixedRows(synthetic.slice(0, count), scales)
  const { distances: toTraining } = nearestRows(queries, mixedRows(training, scales))
  const { distances: toHoldout } = nearestRows(queries, mixedRows(holdout, scales))
  let nearer = 0
  let [matchesTraining, matchesHoldout] = [0, 0]
  for (let i = 0; i < count; i++) {
    const [own, unseen] = [toTraining[i] as number, toHoldout[i] as number]
    nearer += Math.abs(unseen - own) < rounding ? 0.5 : own < unseen ? 1 : 0
    matchesTraining += own < rounding ? 1 : 0
    matchesHoldout += unseen < rounding ? 1 : 0
  }
  const share = nearer / count
  return {
    nearerTraining: share,
    nearerTrainingError: Math.sqrt((share * (1 - share)) / count),
    matchesTraining: matchesTraining / count,
    matchesHoldout: matchesHoldout / count,
  }
}

/** The table row by row; numbers are halved ranges, so that they don't overflow, and scaled to [0, 1]. */
function mixedRows(table: Table, scales: readonly number[]): MixedRows {
  const { rows, columns } = table
  const isNumber = columns.map(isNumberColumn)
  const numberColumns = isNumber.filter(Boolean).length
  const codeColumns = columns.length - numberColumns
  const numbers = new Float64Array(rows * numberColumns)
  const codes = new Int32Array(rows * codeColumns)
  let [number, code] = [0, 0]
  columns.forEach((column, c) => {
    if (isNumber[c]) {
      const at = number++
      for (let row = 0; row < rows; row++) numbers[row * numberColumns + at] = ((column.values[row] as number) / 2) * (scales[c] as number)
    } else {
      const at = code++
      for (let row = 0; row < rows; row++) codes[row * codeColumns + at] = column.values[row] as number
    }
  })
  return { rows, numberColumns, numbers, codeColumns, codes }
}

/** Half of the distance between the least and the greatest value. */
function spread(...parts: readonly Float64Array[]): number {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const part of parts) {
    for (const value of part) {
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  return least > greatest ? 0 : greatest / 2 - least / 2
}
