import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { EigenvalueFloor } from '../../../src/stats/matrix/eigenvalue-floor.js'

/** The same by a decomposition of another make. */
function raised(matrix: Float64Array, size: number, floor: number): Float64Array {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(size, size, [...matrix]), {
    assumeSymmetric: true,
  })
  const values = Matrix.diag(realEigenvalues.map((value) => Math.max(floor, value)))
  return Float64Array.from(eigenvectorMatrix.mmul(values).mmul(eigenvectorMatrix.transpose()).to1DArray())
}

describe('EigenvalueFloor', () => {
  test.each([1, 2, 3, 17])('raises the eigenvalues of %i × %i matrices, of one after the other', (size) => {
    const rng = createRng(size)
    const floors = new EigenvalueFloor(size, 0.01)
    const matrix = new Float64Array(size * size)
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const value = (matrix[i * size + j] as number) + (round === 0 ? 1 : 0.1) * rng.normal()
          matrix[i * size + j] = value
          matrix[j * size + i] = value
        }
      }
      const expected = raised(matrix, size, 0.01)
      floors.raise(matrix).forEach((value, at) => {
        expect(value).toBeCloseTo(expected[at] as number, 9)
      })
    }
  })

  test('leaves a matrix alone that has none below the floor, equal ones too', () => {
    const matrix = Float64Array.of(2, 0, 0, 0, 2, 0, 0, 0, 2)
    expect(new EigenvalueFloor(3, 0.5).raise(matrix)).toEqual(matrix)
  })
})
