import type { RankCodes } from '../association/coded.js'
import { choleskyInverse } from './cholesky.js'

/** Weight of the ridge, as a share of a row per cell: enough that columns which repeat each other have a solution. */
const ridge = 1e-3

/** For a row of a table, what all other columns predict of every part of one: row-major, parts by rows, summing to 0 about. */
export type CodePrediction = (column: number, table: number) => Float64Array

/**
 * Linear predictions of every part (a code) of every column by the parts of all others, least squares with a small ridge, over the rows of several
 * tables together. `tables` hold the same columns with the same codes, none of them missing. One inversion serves all columns: the coefficients of a
 * block given the rest are -K_rest,block K_block,block⁻¹, where K is the inverse of the ridged covariance. Costs rows × columns² and cells³.
 */
export function ridgeOfCodes(tables: readonly (readonly RankCodes[])[]): CodePrediction {
  const counts = tables[0].map(({ count }) => count)
  const starts = counts.map((_, c) => counts.slice(0, c).reduce((sum, own) => sum + own, 0))
  const size = counts.reduce((sum, own) => sum + own, 0)
  const inverse = inverseCovariance(tables, starts, size)
  return (column, table) => {
    const coded = tables[table]
    const [start, width] = [starts[column], counts[column]]
    const weights = weightsOf(inverse, size, start, width)
    const rows = coded[0]?.codes.length ?? 0
    const predictions = new Float64Array(rows * width)
    coded.forEach(({ codes }, c) => {
      if (c === column) return
      const from = starts[c]
      for (let row = 0; row < rows; row++) {
        const at = (from + codes[row]) * width
        const to = row * width
        for (let q = 0; q < width; q++) predictions[to + q] += weights[at + q]
      }
    })
    return predictions
  }
}

function inverseCovariance(tables: readonly (readonly RankCodes[])[], starts: readonly number[], size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  let rows = 0
  for (const coded of tables) {
    rows += coded[0]?.codes.length ?? 0
    for (const [i, { codes: first }] of coded.entries()) {
      for (let j = 0; j <= i; j++) {
        const second = coded[j].codes
        const [top, left] = [starts[i], starts[j]]
        for (let row = 0; row < first.length; row++) {
          const at = (top + first[row]) * size + left + second[row]
          matrix[at] += 1
        }
      }
    }
  }
  const means = Float64Array.from({ length: size }, (_, k) => matrix[k * size + k] / rows)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const own = matrix[i * size + j] / rows - means[i] * means[j] + (i === j ? ridge : 0)
      matrix[i * size + j] = own
      matrix[j * size + i] = own
    }
  }
  return choleskyInverse(matrix, size)
}

/** Coefficients of the parts of a column (by columns) on those of all columns (by rows). */
function weightsOf(inverse: Float64Array, size: number, start: number, width: number): Float64Array {
  const block = new Float64Array(width * width)
  for (let q = 0; q < width; q++) for (let r = 0; r < width; r++) block[q * width + r] = inverse[(start + q) * size + start + r]
  const within = choleskyInverse(block, width)
  const weights = new Float64Array(size * width)
  for (let k = 0; k < size; k++) {
    for (let r = 0; r < width; r++) {
      const own = inverse[k * size + start + r]
      for (let q = 0; q < width; q++) weights[k * width + q] -= own * within[r * width + q]
    }
  }
  return weights
}
