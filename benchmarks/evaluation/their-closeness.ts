import type { MixedRows } from '../../src/learn/neighbours/box-tree.js'
import { nearestRows } from '../../src/learn/neighbours/neighbours.js'
import { type Column, isNumberColumn, type NumberColumn } from '../../src/table/column.js'
import type { Table } from '../../src/table/table.js'
import { numpySample } from './numpy-sample.js'

/** Synthetic rows that score.py looks at, and the seed of all it draws. */
const theirRows = 3000
const theirSeed = 0
/** Distances that differ by less are the same but for rounding. */
const rounding = 1e-12

/** Three tables of the same levels. */
export interface Halves {
  readonly training: Table
  readonly holdout: Table
  readonly synthetic: Table
}

/** The rows that score.py looks at: the synthetic table cut to the training table's size, then 3,000 of it; as many training as holdout rows. */
export function theirSample({ training, holdout, synthetic }: Halves): Halves {
  const drawn = (table: Table, rows: number) => table.take(numpySample(table.rows, Math.min(rows, table.rows), theirSeed))
  const rows = Math.min(training.rows, holdout.rows)
  const cut = synthetic.rows > training.rows ? drawn(synthetic, training.rows) : synthetic
  return { training: drawn(training, rows), holdout: drawn(holdout, rows), synthetic: drawn(cut, theirRows) }
}

/**
 * The share of synthetic rows nearer to a training row than to a holdout row, ties half, by the distance of score.py: the sum of
 * |difference| of numbers in single precision over the training rows' range, the mean in place of a missing one and 1 where only one is missing; and
 * 2 where levels differ. A level that training rows lack counts as one of its own, there as all zeros.
 */
export function theirNearerTraining({ training, holdout, synthetic }: Halves): number {
  const [own, unseen, made] = [training, holdout, synthetic].map((table) => rowsOf(table, training)) as [MixedRows, MixedRows, MixedRows]
  const toTraining = nearestRows(made, own).distances
  const toHoldout = nearestRows(made, unseen).distances
  let nearer = 0
  for (let i = 0; i < made.rows; i++) {
    const apart = (toHoldout[i] as number) - (toTraining[i] as number)
    nearer += Math.abs(apart) < rounding ? 0.5 : apart > 0 ? 1 : 0
  }
  return nearer / made.rows
}

/** Rows with half of their distances, so that another level counts 1. */
function rowsOf(table: Table, training: Table): MixedRows {
  const { rows } = table
  const numbers = table.columns.filter(isNumberColumn).flatMap((column) => halvedNumbers(column, training))
  const levels = table.columns.filter((column) => !isNumberColumn(column)).map((column) => knownLevels(column, training))
  const inLine = <Values extends Float64Array | Int32Array>(columns: readonly Values[], all: Values): Values => {
    columns.forEach((values, c) => {
      for (let row = 0; row < rows; row++) all[row * columns.length + c] = values[row] as number
    })
    return all
  }
  return {
    rows,
    numberColumns: numbers.length,
    numbers: inLine(numbers, new Float64Array(rows * numbers.length)),
    codeColumns: levels.length,
    codes: inLine(levels, new Int32Array(rows * levels.length)),
  }
}

/** The numbers, scaled, and whether each is missing. */
function halvedNumbers({ name, values }: NumberColumn, training: Table): Float64Array[] {
  const known = (training.column(name).values as Float64Array).filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const range = known.reduce((most, value) => Math.max(most, value)) - known.reduce((least, value) => Math.min(least, value)) || 1
  return [
    values.map((value) => Math.fround((Number.isNaN(value) ? mean : value) / range) / 2),
    values.map((value) => Number(Number.isNaN(value)) / 2),
  ]
}

function knownLevels({ name, values }: Column, training: Table): Int32Array {
  const known = new Set(training.column(name).values)
  return Int32Array.from(values, (code) => (known.has(code) ? code : -2))
}
