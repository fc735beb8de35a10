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
  const places = new Int32Array(numbers.length + levels.length + 1)
  const factors = new Float64Array(places.length)
  for (let row = 0; row < rows; row++) {
    let used = 0
    for (let c = 0; c < numbers.length; c++) {
      places[used] = numbers[c].at
      factors[used++] = numbers[c].values[row]
    }
    for (let c = 0; c < levels.length; c++) {
      const code = levels[c][row]
      if (code < 0) continue
      places[used] = code
      factors[used++] = 1
    }
    places[used] = width
    factors[used++] = 1
    for (let i = 0; i < used; i++) {
      const start = places[i] * size
      const weight = weights[row] * factors[i]
      for (let j = 0; j <= i; j++) {
        const at = start + places[j]
        matrix[at] += weight * factors[j]
      }
    }
  }
  mirror(matrix, size)
  return matrix
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
  if (!lower) return null
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
