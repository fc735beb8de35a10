import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** The nearest matrix, size × size and symmetric, without an eigenvalue below the floor: taken apart from scratch, as large ones are best. */
export function clipEigenvalues(matrix: Float64Array, size: number, floor: number): Float64Array {
  const rows = new Matrix(size, size)
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) rows.set(i, j, matrix[i * size + j])
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(rows, { assumeSymmetric: true })
  const result = matrix.slice()
  realEigenvalues.forEach((value, k) => {
    if (value >= floor) return
    const vector = eigenvectorMatrix.getColumn(k)
    for (let i = 0, at = 0; i < size; i++) {
      const scaled = (floor - value) * vector[i]
      for (let j = 0; j < size; j++, at++) result[at] += scaled * vector[j]
    }
  })
  return result
}
