import { comparedColumns } from '../../evaluate/context.js'
import { alignTables, drawPositions } from '../../evaluate/tables/align.js'
import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { nearestRows } from '../../learn/neighbours/neighbours.js'
import { createRng } from '../../random/rng.js'
import { isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

export interface Closeness {
  /** Share of synthetic rows that are nearer to a training row than to a holdout row, ties half: 0.5 if nothing of single rows is kept. */
  readonly nearerTraining: number
  /** Its standard error, which counts synthetic rows that are near to one and the same row together. */
  readonly nearerTrainingError: number
  /** The share in each split by itself. */
  readonly nearerTrainingBySplit: readonly number[]
  /** Share of synthetic rows equal to a training row, and to a holdout row: what chance makes of it. */
  readonly matchesTraining: number
  readonly matchesHoldout: number
}

/** Synthetic rows that are looked at: enough for a standard error of 0.8 %. */
const mostQueries = 4000
/** Distances that differ by less are the same but for rounding. */
const rounding = 1e-12

/** Rows that a model learned from, as many that it didn't, and rows that it made: all with the same columns. */
export interface ClosenessSplit {
  readonly training: Table
  readonly holdout: Table
  readonly synthetic: Table
  /** Numbers of those rows in the table that was split. */
  readonly trainingRows: Int32Array
  readonly holdoutRows: Int32Array
}

/** See `closenessOver`: for two tables that have no rows in common. */
export function measureCloseness(training: Table, holdout: Table, synthetic: Table): Closeness {
  const trainingRows = Int32Array.from({ length: training.rows }, (_, row) => row)
  const holdoutRows = Int32Array.from({ length: holdout.rows }, (_, row) => training.rows + row)
  return closenessOver([{ training, holdout, synthetic, trainingRows, holdoutRows }])
}

/**
 * How much nearer synthetic rows are to the rows that a model learned from than to as many that it didn't, and how many they equal, over
 * one or more splits of a table. Distances are Gower's, numbers scaled by their range. Only the first rows of a synthetic table are
 * looked at, which are random ones.
 */
export function closenessOver(splits: readonly ClosenessSplit[]): Closeness {
  const found = splits.map((split) => comeNear(split, Math.ceil(mostQueries / splits.length)))
  const count = sum(found.map(({ nearer }) => nearer.length))
  const share = sum(found.flatMap(({ nearer }) => nearer)) / count
  return {
    nearerTraining: share,
    nearerTrainingError: errorOf(splits, found, share) / count,
    nearerTrainingBySplit: found.map(({ nearer }) => sum(nearer) / nearer.length),
    matchesTraining: sum(found.map((own) => own.matchesTraining)) / count,
    matchesHoldout: sum(found.map((own) => own.matchesHoldout)) / count,
  }
}

interface Near {
  /** Per synthetic row: 1 if it is nearer to a training row, 0 if to a holdout row, 0.5 if both are equally near. */
  readonly nearer: number[]
  /** The nearest row. */
  readonly nearest: number[]
  readonly matchesTraining: number
  readonly matchesHoldout: number
}

function comeNear({ training, holdout, synthetic, trainingRows, holdoutRows }: ClosenessSplit, mostRows: number): Near {
  const scales = training.columns.map((column) => {
    const other = holdout.column(column.name)
    return isNumberColumn(column) && isNumberColumn(other) ? 1 / (spread(column.values, other.values) || 1) : 1
  })
  const queries = mixedRows(synthetic.slice(0, Math.min(mostRows, synthetic.rows)), scales)
  const toTraining = nearestRows(queries, mixedRows(training, scales))
  const toHoldout = nearestRows(queries, mixedRows(holdout, scales))
  const nearer: number[] = []
  const nearest: number[] = []
  let [matchesTraining, matchesHoldout] = [0, 0]
  for (let i = 0; i < queries.rows; i++) {
    const [own, unseen] = [toTraining.distances[i], toHoldout.distances[i]]
    const value = Math.abs(unseen - own) < rounding ? 0.5 : own < unseen ? 1 : 0
    nearer.push(value)
    nearest.push(value === 0 ? holdoutRows[toHoldout.positions[i]] : trainingRows[toTraining.positions[i]])
    matchesTraining += own < rounding ? 1 : 0
    matchesHoldout += unseen < rounding ? 1 : 0
  }
  return { nearer, nearest, matchesTraining, matchesHoldout }
}

/**
 * Standard error of the number of synthetic rows that are nearer to a training row. Those that are near to the same row count together, since
 * which rows are in which half is dealt once, however many are near them; and the halves have so many rows, however they are dealt.
 */
function errorOf(splits: readonly ClosenessSplit[], found: readonly Near[], share: number): number {
  const attracted = new Map<number, number>()
  const add = (row: number, value: number) => attracted.set(row, (attracted.get(row) ?? 0) + value)
  splits.forEach(({ trainingRows, holdoutRows }, s) => {
    const { nearer, nearest } = found[s]
    for (const [i, row] of nearest.entries()) add(row, nearer[i] - share)
    const onTraining = sum(nearer.map((value) => (value > 0 ? value - share : 0)))
    const onHoldout = sum(nearer.map((value) => (value > 0 ? 0 : -share)))
    for (const row of trainingRows) add(row, -onTraining / trainingRows.length)
    for (const row of holdoutRows) add(row, -onHoldout / holdoutRows.length)
  })
  return Math.sqrt(sum([...attracted.values()].map((value) => value * value)))
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

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
      for (let row = 0; row < rows; row++) numbers[row * numberColumns + at] = (column.values[row] / 2) * scales[c]
    } else {
      const at = code++
      for (let row = 0; row < rows; row++) codes[row * codeColumns + at] = column.values[row]
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

/** Rows in each of the two tables at most, and at least: see the audit of a model. */
const mostRows = 25_000
const fewestRows = 50
const stream = -6

/**
 * How near synthetic rows come to so many rows that were learned from, beside as many that were not; null where there are too few to tell. Both
 * tables are cut to one size, since there is more to be near to in more rows.
 */
export function measureNearness(
  real: { readonly training: Table; readonly holdout?: Table },
  synthetic: Table,
  schema: Schema,
  seed = 1,
): (Closeness & { readonly rows: number }) | null {
  if (!real.holdout) return null
  const rows = Math.min(mostRows, real.training.rows, real.holdout.rows)
  const columns = comparedColumns(schema)
  if (rows < fewestRows || synthetic.rows < fewestRows || columns.length === 0) return null
  const [training, holdout, made] = alignTables([real.training, real.holdout, synthetic], columns) as [Table, Table, Table]
  const cut = (table: Table, part: number, count = rows) => table.take(drawPositions(table.rows, count, createRng(seed, stream, part)))
  return { rows, ...measureCloseness(cut(training, 0), cut(holdout, 1), cut(made, 2, made.rows)) }
}
