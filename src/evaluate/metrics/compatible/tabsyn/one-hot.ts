import { isNumberColumn, type NumberColumn } from '../../../../table/column.js'
import type { ColumnSchema } from '../../../../table/schema.js'
import type { Table } from '../../../../table/table.js'
import type { MetricContext, MetricInput } from '../../../metric.js'

/** Rows in the space of one-hot columns, row-major. Codes stand for columns of 0 and 1; `without` is a code of the last one that has no column. */
export interface OneHot {
  readonly rows: number
  readonly numberColumns: number
  readonly numbers: Float64Array
  readonly codeColumns: number
  readonly codes: Int32Array
  readonly without: number
}

/** The text of a missing value in a pandas column of text. */
const missingText = 'nan'

/**
 * Real and synthetic rows as the protocol hands them to synthcity: numbers between the least and greatest real one, levels one-hot, the
 * target last; and the very last column, which synthcity takes for the target, gone. A sentence where that can't be done.
 */
export function oneHot({ training, synthetic }: MetricInput, { schema, columns }: MetricContext): readonly [OneHot, OneHot] | string {
  const names = new Set(columns.map(({ name }) => name))
  const inOrder = schema.columns.filter(({ name }) => names.has(name))
  const all = [...inOrder.filter(({ role }) => role !== 'target'), ...inOrder.filter(({ role }) => role === 'target')]
  const numbers = all.filter(({ name }) => isNumberColumn(training.column(name)))
  const levels = all.filter(({ name }) => !isNumberColumn(training.column(name)))
  if (levels.length === 0) numbers.pop()
  const known = levels.map((column) => levelsIn(training, column))
  const stranger = levels.find((column, i) => ![...levelsIn(synthetic, column)].every((code) => known[i]?.has(code)))
  if (stranger) return `A synthetic level of ${stranger.name} is none of the training rows, where the protocol fails.`
  for (const table of [training, synthetic]) {
    const gap = numbers.find(({ name }) => (table.column(name) as NumberColumn).values.some(Number.isNaN))
    if (gap) return `A number of ${gap.name} is missing, where the protocol fails.`
  }
  const without = levels.length === 0 ? -2 : lastOf(training, levels.at(-1) as ColumnSchema, known.at(-1) as Set<number>)
  const encode = (table: Table): OneHot => ({
    rows: table.rows,
    numberColumns: numbers.length,
    numbers: rowMajor(
      numbers.map(({ name }) => scaled(training.column(name) as NumberColumn, table.column(name) as NumberColumn)),
      new Float64Array(table.rows * numbers.length),
    ),
    codeColumns: levels.length,
    codes: rowMajor(
      levels.map(({ name }) => table.column(name).values),
      new Int32Array(table.rows * levels.length),
    ),
    without,
  })
  return [encode(training), encode(synthetic)]
}

function levelsIn(table: Table, { name }: ColumnSchema): Set<number> {
  return new Set(table.column(name).values)
}

/** The code whose text comes last, missing being 'nan'. */
function lastOf(table: Table, { name }: ColumnSchema, codes: ReadonlySet<number>): number {
  const column = table.column(name)
  const text = (code: number) => (code < 0 || isNumberColumn(column) ? missingText : column.levels[code])
  return [...codes].reduce((last, code) => (text(code) > text(last) ? code : last))
}

/** Values less the least real one over the real range, in sklearn's order of operations. */
function scaled(real: NumberColumn, { values }: NumberColumn): Float64Array {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of real.values) {
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  const range = greatest - least
  const scale = 1 / (range < 10 * 2 ** -52 ? 1 : range)
  const shift = 0 - least * scale
  return values.map((value) => value * scale + shift)
}

function rowMajor<Values extends Float64Array | Int32Array>(columns: readonly ArrayLike<number>[], into: Values): Values {
  columns.forEach((values, c) => {
    for (let row = 0, at = c; row < values.length; row++, at += columns.length) into[at] = values[row]
  })
  return into
}

/** Squared distances from the mean of the rows `around` to each of these. */
export function squaredFromMean(rows: OneHot, around: OneHot): Float64Array {
  const distances = new Float64Array(rows.rows)
  for (let c = 0; c < rows.numberColumns; c++) {
    let sum = 0
    for (let at = c; at < around.numbers.length; at += around.numberColumns) sum += around.numbers[at]
    const mean = sum / around.rows
    for (let row = 0, at = c; row < rows.rows; row++, at += rows.numberColumns) {
      distances[row] += (rows.numbers[at] - mean) ** 2
    }
  }
  for (let c = 0; c < rows.codeColumns; c++) addCorners(distances, rows, around, c)
  return distances
}

/** Adds, for a column of levels, the squares over its columns of 0 and 1: (1 - s)² for the row's own level, s² for the others. */
function addCorners(distances: Float64Array, rows: OneHot, around: OneHot, c: number): void {
  const without = c === rows.codeColumns - 1 ? rows.without : -2
  const shares = new Map<number, number>()
  for (let at = c; at < around.codes.length; at += around.codeColumns) {
    const code = around.codes[at]
    if (code !== without) shares.set(code, (shares.get(code) ?? 0) + 1)
  }
  let squares = 0
  for (const [code, count] of shares) {
    shares.set(code, count / around.rows)
    squares += (count / around.rows) ** 2
  }
  for (let row = 0, at = c; row < rows.rows; row++, at += rows.codeColumns) {
    const code = rows.codes[at]
    const own = code === without ? 0 : 1 - 2 * (shares.get(code) ?? 0)
    distances[row] = distances[row] + own + squares
  }
}

export interface NearestRows {
  readonly squared: Float64Array
  readonly positions: Int32Array
}

/** The nearest of `base` for each of `queries`, the first of several; among the others where both are one table. O(queries × base). */
export function nearestOneHot(queries: OneHot, base: OneHot): NearestRows {
  const squared = new Float64Array(queries.rows).fill(Number.POSITIVE_INFINITY)
  const positions = new Int32Array(queries.rows).fill(-1)
  for (let i = 0; i < queries.rows; i++) {
    let best = Number.POSITIVE_INFINITY
    for (let j = 0; j < base.rows; j++) {
      if (queries === base && i === j) continue
      const distance = squaredDistance(queries, i, base, j, best)
      if (distance >= best) continue
      best = distance
      positions[i] = j
    }
    squared[i] = best
  }
  return { squared, positions }
}

/** The squared distance of two rows, or any number no smaller than `bound` once it is clear that it reaches it. */
function squaredDistance(a: OneHot, i: number, b: OneHot, j: number, bound: number): number {
  let sum = 0
  const last = a.codeColumns - 1
  for (let c = last, p = i * a.codeColumns + last, q = j * b.codeColumns + last; c >= 0; c--, p--, q--) {
    const x = a.codes[p]
    const y = b.codes[q]
    if (x === y) continue
    sum += c === last && (x === a.without || y === a.without) ? 1 : 2
    if (sum >= bound) return sum
  }
  for (let c = 0, p = i * a.numberColumns, q = j * b.numberColumns; c < a.numberColumns; c++, p++, q++) {
    const difference = a.numbers[p] - b.numbers[q]
    sum += difference * difference
  }
  return sum
}
