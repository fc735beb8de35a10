import { cholesky } from '../../stats/matrix/cholesky.js'
import type { Design } from './design.js'

/** Designs up to so many coefficients are solved by a dense matrix; wider ones step by step, without it. */
export const mostDense = 500

/**
 * The symmetric matrix of sums over rows of `weights` times the product of what two coefficients apply to, row-major, the intercept
 * last: XᵀWX. Time is rows × (columns)², memory (coefficients)²; for designs up to `mostDense`.
 */
export function gram({ rows, width, numbers, levels }: Design, weights: Float64Array): Float64Array {
  const size = width + 1
  const matrix = new Float64Array(size * size)
  const weighted = new Float64Array(rows)
  for (const [c, { at, values }] of numbers.entries()) {
    for (let row = 0; row < rows; row++) weighted[row] = weights[row] * values[row]
    for (const other of numbers.slice(0, c + 1)) {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += weighted[row] * other.values[row]
      matrix[at * size + other.at] = sum
    }
    for (const codes of levels) addByLevel(matrix, at * size, codes, 1, weighted)
    let sum = 0
    for (let row = 0; row < rows; row++) sum += weighted[row]
    matrix[width * size + at] = sum
  }
  for (const [c, codes] of levels.entries()) {
    for (const other of levels.slice(0, c)) addByLevels(matrix, size, codes, other, weights)
    addByLevel(matrix, 0, codes, size + 1, weights)
    addByLevel(matrix, width * size, codes, 1, weights)
  }
  let sum = 0
  for (let row = 0; row < rows; row++) sum += weights[row]
  matrix[width * size + width] = sum
  mirror(matrix, size)
  return matrix
}

/** Adds up weights by the level of the row: that of code k at `start` + k times `step`. */
function addByLevel(matrix: Float64Array, start: number, codes: Int32Array, step: number, weights: Float64Array): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    if (code >= 0) matrix[start + code * step] += weights[row]
  }
}

function addByLevels(matrix: Float64Array, size: number, codes: Int32Array, others: Int32Array, weights: Float64Array): void {
  for (let row = 0; row < codes.length; row++) {
    const [code, other] = [codes[row], others[row]]
    if ((code | other) >= 0) matrix[code * size + other] += weights[row]
  }
}

/** Every sum stands on one side of the diagonal, on whichever: now on both. */
function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const sum = matrix[i * size + j] + matrix[j * size + i]
      matrix[i * size + j] = sum
      matrix[j * size + i] = sum
    }
  }
}

/** Adds to the diagonal, the intercept's place left out: a ridge. */
export function addRidge(matrix: Float64Array, size: number, ridge: number): void {
  for (let i = 0; i < size - 1; i++) matrix[i * size + i] += ridge
}

/** The solution of `matrix` x = `right` for a symmetric positive definite matrix; null where it is none. */
export function solvePositive(matrix: Float64Array, size: number, right: Float64Array): Float64Array | null {
  const lower = cholesky(matrix, size)
  return lower && solveFactored(lower, size, right)
}

/** The solution of L Lᵀ x = `right`, L being the lower triangle that `cholesky` makes. */
export function solveFactored(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = right.slice()
  for (let i = 0; i < size; i++) {
    let sum = x[i]
    for (let k = 0; k < i; k++) sum -= lower[i * size + k] * x[k]
    x[i] = sum / lower[i * size + i]
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i]
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i] * x[k]
    x[i] = sum / lower[i * size + i]
  }
  return x
}

/** A pivot below this share of the diagonal is rounding error: what it stands for follows from the coefficients before it. */
const leastPivot = 1e-9

/** For each coefficient of a matrix made by `gram` whether it isn't determined by those before it, by Cholesky steps that pass over the others. */
export function independentOf(matrix: Float64Array, size: number): Uint8Array {
  const kept = new Uint8Array(size)
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      if (j < i && kept[j] === 0) continue
      let sum = matrix[i * size + j]
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k]
      if (j < i) lower[i * size + j] = sum / lower[j * size + j]
      else if (sum > leastPivot * matrix[i * size + i]) {
        kept[i] = 1
        lower[i * size + i] = Math.sqrt(sum)
      }
    }
  }
  return kept
}
