/**
 * The x of `matrix` x = `right`, by elimination with partial pivoting; null where the matrix, size × size, is singular. Both are left as they are.
 * @see Golub and Van Loan 2013, Matrix Computations, section 3.4
 */
export function solveLinear(matrix: Float64Array, right: Float64Array, size: number): Float64Array | null {
  const rows = Array.from({ length: size }, (_, i) => Float64Array.of(...matrix.subarray(i * size, (i + 1) * size), right[i]))
  for (let k = 0; k < size; k++) {
    let pivot = k
    for (let i = k + 1; i < size; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i
    if (rows[pivot][k] === 0) return null
    const swapped = rows[k]
    rows[k] = rows[pivot]
    rows[pivot] = swapped
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i][k] / rows[k][k]
      if (factor !== 0) for (let j = k; j <= size; j++) rows[i][j] -= factor * rows[k][j]
    }
  }
  const solution = new Float64Array(size)
  for (let k = size - 1; k >= 0; k--) {
    let rest = rows[k][size]
    for (let j = k + 1; j < size; j++) rest -= rows[k][j] * solution[j]
    solution[k] = rest / rows[k][k]
  }
  return solution
}
