import { inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import type { Coded } from '../../../src/stats/association/coded.js'
import { correlationOf, sameCorrelation } from '../../../src/stats/association/group-correlation.js'
import { choleskyInverse } from '../../../src/stats/matrix/cholesky.js'
import { ridgeOfCodes } from '../../../src/stats/matrix/ridge-of-codes.js'

const rows = 200

/** Three columns; the last follows from the others. */
function table(seed: number): Coded[] {
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
    const parts = (coded: readonly Coded[]) =>
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

describe('correlationOf', () => {
  test("is Pearson's correlation where a column has two parts", () => {
    const rng = createRng(3)
    const codes = Int32Array.from({ length: rows }, () => rng.integer(2))
    const told = Float64Array.from(codes, (code) => code + rng.normal())
    const both = Float64Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? -1 : 1) * (told[at >> 1] as number))
    const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, own) => sum + own, 0) / of.length
    const sum = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((all, own, i) => all + (own - mean(a)) * ((b[i] as number) - mean(b)), 0)
    const pearson = sum(codes, told) / Math.sqrt(sum(codes, codes) * sum(told, told))
    const [found] = correlationOf({ codes, count: 2 }, both, new Int32Array(rows), 1, true)
    expect(found?.value).toBeCloseTo(pearson, 12)
    // Of normal deviations about (1 - r²) / √n; that a column of two parts is none makes up to a fifth.
    expect((found?.error ?? 0) / ((1 - pearson ** 2) / Math.sqrt(rows))).toBeCloseTo(1, 0)
  })

  test('two of one law are as far apart as they say, small groups and rare parts too', () => {
    const rng = createRng(4)
    const one = () => {
      const codes = Int32Array.from({ length: 60 }, () => Number(rng.uniform() < 0.2))
      const told = Float64Array.from({ length: 120 }, () => 0)
      codes.forEach((code, row) => {
        told[2 * row + 1] = 0.7 * code + rng.normal()
        told[2 * row] = -(told[2 * row + 1] as number)
      })
      return correlationOf({ codes, count: 2 }, told, new Int32Array(60), 1, true)[0] as ReturnType<typeof correlationOf>[number]
    }
    const known = Array.from({ length: 2000 }, () => sameCorrelation(one(), one()))
    // Binomial: 100 ± 9.7 below 0.05, 10 ± 3.1 below 0.005; five of these.
    expect(known.filter((p) => p < 0.05).length).toBeLessThan(149)
    expect(known.filter((p) => p < 0.005).length).toBeLessThan(26)
  })
})
