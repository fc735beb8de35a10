import { countCombinations, type Variable } from '../variable.js'

/**
 * Mutual information of two variables, in nats per row, less what independent ones show by chance (Miller and Madow); given a third
 * variable, the mean over its states. May be below 0. `entropy` has n ln n for each number of rows.
 */
export function correctedInformation(a: Variable, b: Variable, entropy: Float64Array, given?: Variable): number {
  const size = a.states * b.states
  const groups = given?.states ?? 1
  const counts = countCombinations(given ? [given, a, b] : [a, b], groups * size)
  let information = 0
  for (let group = 0; group < groups; group++) {
    information += tableInformation(counts.subarray(group * size, (group + 1) * size), b.states, entropy)
  }
  return a.codes.length === 0 ? 0 : information / a.codes.length
}

/** Rows times the mutual information of a table of counts. */
function tableInformation(counts: Uint32Array, columns: number, entropy: Float64Array): number {
  const rows = counts.length / columns
  const rowTotals = new Float64Array(rows)
  const columnTotals = new Float64Array(columns)
  let sum = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const count = counts[row * columns + column]
      if (count === 0) continue
      rowTotals[row] += count
      columnTotals[column] += count
      sum += entropy[count]
    }
  }
  let total = 0
  let usedRows = 0
  let usedColumns = 0
  for (const count of rowTotals) {
    if (count === 0) continue
    usedRows++
    total += count
    sum -= entropy[count]
  }
  for (const count of columnTotals) {
    if (count === 0) continue
    usedColumns++
    sum -= entropy[count]
  }
  if (total === 0) return 0
  return sum + entropy[total] - ((usedRows - 1) * (usedColumns - 1)) / 2
}
