import { chiSquaredAbove } from './chi-squared.js'

const mostRounds = 50
const enough = 1e-6

/**
 * How probable so different an association of two columns in two tables is, if it is the same in both, whatever each table's shares of either
 * column: Pearson's chi-squared against the log-linear model without an interaction of all three (table, first and second column), fitted
 * by iterative proportional scaling. `a` and `b` count combinations, row-major; levels that one of the tables lacks are left out. Holds from
 * about 100 rows, sparse cells and all; with 30 it is a little too small.
 * @see Bishop, Fienberg, Holland, 1975, Discrete Multivariate Analysis, chapter 3
 */
export function sameAssociationAbove(a: ArrayLike<number>, b: ArrayLike<number>, rows: number, columns: number): number {
  const counts = [a, b].map((table) => Float64Array.from(table)) as [Float64Array, Float64Array]
  leaveOutLost(counts, rows, columns)
  const fitted = fitWithoutInteraction(counts, rows, columns)
  const tally = { sum: 0, cells: 0, rows: new Set<number>(), columns: new Set<number>() }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j
      if (counts[0][at] + counts[1][at] === 0) continue
      tally.cells++
      tally.rows.add(i)
      tally.columns.add(j)
      for (const [s, table] of fitted.entries()) {
        const expected = table[at]
        if (expected > 0) tally.sum += (counts[s]?.[at] - expected) ** 2 / expected
      }
    }
  }
  const degrees = tally.cells - tally.rows.size - tally.columns.size + 1
  return degrees < 1 ? 1 : chiSquaredAbove(tally.sum, degrees)
}

/** Empties rows and columns that one of the tables hasn't: what they go along with there nobody can say. */
function leaveOutLost(counts: readonly [Float64Array, Float64Array], rows: number, columns: number): void {
  const sumRow = (table: Float64Array, i: number) => {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += table[i * columns + j]
    return sum
  }
  const sumColumn = (table: Float64Array, j: number) => {
    let sum = 0
    for (let i = 0; i < rows; i++) sum += table[i * columns + j]
    return sum
  }
  for (let i = 0; i < rows; i++) {
    if (counts.some((table) => sumRow(table, i) === 0)) for (const table of counts) table.fill(0, i * columns, (i + 1) * columns)
  }
  for (let j = 0; j < columns; j++) {
    if (counts.some((table) => sumColumn(table, j) === 0))
      for (const table of counts) for (let i = 0; i < rows; i++) table[i * columns + j] = 0
  }
}

/** Expected counts with the margins of each pair out of table, first and second column. */
function fitWithoutInteraction(counts: readonly [Float64Array, Float64Array], rows: number, columns: number): [Float64Array, Float64Array] {
  const fitted = counts.map((table) => new Float64Array(table.length).fill(1)) as [Float64Array, Float64Array]
  for (let round = 0; round < mostRounds; round++) {
    let change = scaleCells(fitted, counts)
    for (const [s, table] of fitted.entries()) {
      const own = counts[s]
      for (let i = 0; i < rows; i++) change = Math.max(change, scaleLine(table, own, i * columns, 1, columns))
      for (let j = 0; j < columns; j++) change = Math.max(change, scaleLine(table, own, j, columns, rows))
    }
    if (change < enough) break
  }
  return fitted
}

/** Scales the two tables' cells to the sums that they really have together. Gives the greatest relative change. */
function scaleCells([first, second]: readonly [Float64Array, Float64Array], [a, b]: readonly [Float64Array, Float64Array]): number {
  let change = 0
  for (let at = 0; at < first.length; at++) {
    const sum = first[at] + second[at]
    const factor = sum === 0 ? 0 : (a[at] + b[at]) / sum
    first[at] *= factor
    second[at] *= factor
    if (sum > 0 && factor > 0) change = Math.max(change, Math.abs(factor - 1))
  }
  return change
}

/** Scales a line of cells to the sum it really has. */
function scaleLine(table: Float64Array, own: Float64Array, from: number, step: number, count: number): number {
  let [sum, wanted] = [0, 0]
  for (let k = 0, at = from; k < count; k++, at += step) {
    sum += table[at]
    wanted += own[at]
  }
  const factor = sum === 0 ? 0 : wanted / sum
  for (let k = 0, at = from; k < count; k++, at += step) table[at] *= factor
  return sum > 0 && wanted > 0 ? Math.abs(factor - 1) : 0
}
