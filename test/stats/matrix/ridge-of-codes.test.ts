import { inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import type { RankCodes } from '../../../src/stats/association/coded.js'
import { choleskyInverse } from '../../../src/stats/matrix/cholesky.js'
import { ridgeOfCodes } from '../../../src/stats/matrix/ridge-of-codes.js'

const rows = 200

/** Three columns; the last follows from the others. */
function table(seed: number): RankCodes[] {
  const rng = createRng(seed)
  const [a, b] = [0, 1].map(() => Int32Array.from({ length: rows }, () => rng.integer(3))) as [Int32Array, Int32Array]
  const c = a.map((own, row) => (rng.uniform() < 0.7 ? (own + (b[row] as number)) % 2 : rng.integer(2)))
  return [a, b, c].map((codes, at) => ({ codes, count: at === 2 ? 2 : 3 }))
}

describe('choleskyInverse', () => {
  test('is what another program gives', () => {
    const rng = createRng(1)
    const root = new Matrix(Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => rng.normal())))
    const matrix = root.mmul(root.transpose()).add(Matrix.eye(6, 6))
    const own = choleskyInverse(Float64Array.from(matrix.to1DArray()), 6)
    inverse(matrix)
      .to1DArray()
      .forEach((value, at) => {
        expect(own[at]).toBeCloseTo(value, 12)
      })
  })
})

describe('ridgeOfCodes', () => {
  test('predicts as least squares with a ridge on the parts of the other columns do, up to what is the same in all rows', () => {
    const tables = [table(1), table(2)]
    const parts = (coded: readonly RankCodes[]) =>
      Array.from({ length: rows }, (_, row) =>
        coded.flatMap(({ codes, count }) => Array.from({ length: count }, (_, q) => Number(codes[row] === q))),
      )
    const all = new Matrix(tables.flatMap(parts))
    const centred = all.clone().center('column')
    const covariance = centred.transpose().mmul(centred).div(all.rows).add(Matrix.eye(8, 8).mul(1e-3))
    const rest = [0, 1, 2, 3, 4, 5]
    const weights = inverse(covariance.selection(rest, rest)).mmul(covariance.selection(rest, [6, 7]))
    const expected = all.subMatrix(0, rows - 1, 0, 5).mmul(weights)
    const own = ridgeOfCodes(tables)(2, 0)
    const shift = (own[0] as number) - expected.get(0, 0)
    for (let row = 0; row < rows; row++) expect(own[2 * row]).toBeCloseTo(expected.get(row, 0) + shift, 10)
  })
})
