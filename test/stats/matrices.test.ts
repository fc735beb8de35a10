import { Matrix, solve } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { cholesky, PivotedCholesky } from '../../src/stats/matrix/cholesky.js'
import { nearestCorrelation } from '../../src/stats/matrix/nearest-correlation.js'
import { solveLinear } from '../../src/stats/matrix/solve.js'
import { expected, worst } from './expected.js'

const matrix = Float64Array.of(1, 0.6, 0.3, 0.6, 1, -0.2, 0.3, -0.2, 1)

/** L Lᵀ. */
function square(lower: Float64Array, size: number): Float64Array {
  return lower.map((_, index) => {
    const [i, j] = [Math.floor(index / size), index % size]
    let sum = 0
    for (let k = 0; k < size; k++) sum += (lower[i * size + k] as number) * (lower[j * size + k] as number)
    return sum
  })
}

/** Each entry of the factor from those before it, one product after the other. */
function byFormula(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  const at = (i: number, j: number): number => lower[i * size + j] as number
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] as number
      for (let k = 0; k < j; k++) rest -= at(i, k) * at(j, k)
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / at(j, j)
    }
  }
  return lower
}

describe('cholesky', () => {
  test('the triangle times its transpose is the matrix', () => {
    const lower = cholesky(matrix, 3) as Float64Array
    expect(worst(square(lower, 3), matrix)).toBeLessThan(1e-14)
    expect([lower[1], lower[2], lower[5]]).toEqual([0, 0, 0])
  })

  test('a matrix that is not positive definite has none', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull()
    expect(cholesky(Float64Array.of(1, 1, 1, 1), 2)).toBeNull()
  })

  test('is that of its formula to the bit, whatever the size and wherever there are zeros', () => {
    const rng = createRng(4)
    for (let size = 1; size <= 14; size++) {
      // The squares of rows of ones and zeros, as levels have them, and of numbers.
      const rows = Array.from({ length: 2 * size }, () =>
        Float64Array.from({ length: size }, (_, i) => (i % 3 === 2 ? rng.normal() : rng.integer(4) === 0 ? 1 : 0)),
      )
      const matrix = new Float64Array(size * size)
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          matrix[i * size + j] = rows.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), i === j ? 1 : 0)
        }
      }
      expect(cholesky(matrix, size)).toEqual(byFormula(matrix, size))
      matrix[size * size - 1] = -1
      expect(cholesky(matrix, size)).toBeNull()
    }
  })

  test('taken in any order, the triangle times its transpose is the matrix in that order', () => {
    const factor = new PivotedCholesky(matrix, 3)
    const order = [2, 0, 1]
    for (const component of order) factor.take(component, 0)
    const permuted = Float64Array.from(order.flatMap((i) => order.map((j) => matrix[i * 3 + j] as number)))
    expect(worst(square(factor.triangle(), 3), permuted)).toBeLessThan(1e-14)
  })

  test('means are regressions on what was taken', () => {
    const factor = new PivotedCholesky(matrix, 3)
    factor.take(0, 2)
    expect([...factor.means].slice(1)).toEqual([1.2, 0.6])
    expect(factor.deviation(1)).toBeCloseTo(0.8, 14)
  })
})

describe('solveLinear', () => {
  test('agrees with ml-matrix on systems that need pivots', () => {
    const rng = createRng(5)
    for (const size of [1, 2, 7, 20]) {
      const system = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 0 : rng.uniform() - 0.5))
      if (size === 1) system[0] = -3
      const right = Float64Array.from({ length: size }, () => rng.uniform())
      const known = solve(Matrix.from1DArray(size, size, [...system]), Matrix.columnVector([...right])).to1DArray()
      expect(worst(solveLinear(system, right, size) as Float64Array, Float64Array.from(known))).toBeLessThan(1e-10)
    }
  })

  test('a singular matrix has no solution', () => {
    expect(solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1), 2)).toBeNull()
  })
})

describe('nearestCorrelation', () => {
  const indefinite = Float64Array.from(expected.indefinite.flat())

  test('a correlation matrix is its own nearest one', async () => {
    expect(await nearestCorrelation(matrix, 3)).toBe(matrix)
  })

  test('an indefinite matrix becomes the one that Higham’s iteration converges to', async () => {
    const nearest = await nearestCorrelation(indefinite, 4)
    expect(Math.max(...nearest.map((value, i) => Math.abs(value - expected.nearest.flat()[i])))).toBeLessThan(1e-3)
    expect(cholesky(nearest, 4)).not.toBeNull()
    for (let i = 0; i < 4; i++) expect(nearest[i * 5]).toBe(1)
  })

  test('of two columns that are copies, it is the one whose least eigenvalue is the floor: 1 - 0.99', async () => {
    // Eigenvalues of [[1, r], [r, 1]] are 1 + r and 1 - r.
    expect((await nearestCorrelation(Float64Array.of(1, 1, 1, 1), 2))[1]).toBeCloseTo(0.99, 4)
    // From one in a million on, an eigenvalue is left alone.
    const kept = Float64Array.of(1, 1 - 1.1e-6, 1 - 1.1e-6, 1)
    expect(await nearestCorrelation(kept, 2)).toBe(kept)
    expect((await nearestCorrelation(Float64Array.of(1, 1 - 0.9e-6, 1 - 0.9e-6, 1), 2))[1]).toBeCloseTo(0.99, 4)
  })

  test('entries of large weight give way less', async () => {
    const weights = new Float64Array(16).fill(0.05)
    for (const [i, j] of [
      [0, 2],
      [2, 0],
    ] as const)
      weights[i * 4 + j] = 1
    const change = (result: Float64Array) => Math.abs((result[2] as number) - 0.7)
    const weighted = await nearestCorrelation(indefinite, 4, weights)
    expect(cholesky(weighted, 4)).not.toBeNull()
    expect(change(weighted)).toBeLessThan(change(await nearestCorrelation(indefinite, 4)) / 2)
  })
})
