import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type Design,
  type DesignColumn,
  linearScores,
  makeDesign,
  planDesign,
  takeDesign,
  weightedSums,
} from '../../../src/learn/linear/design.js'
import { gram } from '../../../src/learn/linear/gram.js'
import { minimize } from '../../../src/learn/linear/lbfgs.js'
import { fitLinear, predictLinear } from '../../../src/learn/linear/linear.js'
import { fitLogistic, predictLogistic } from '../../../src/learn/linear/logistic.js'
import { createRng } from '../../../src/random/rng.js'

const expected = JSON.parse(readFileSync(new URL('../../fixtures/learn/expected.json', import.meta.url), 'utf8'))
const x: DesignColumn = { kind: 'number', values: Float64Array.from(expected.x, (value) => (value as number | null) ?? Number.NaN) }
const z: DesignColumn = { kind: 'level', codes: Int32Array.from(expected.z), levels: 4 }
const design = makeDesign(planDesign([x, z]), [x, z])

/** Greatest absolute difference. */
function apart(values: ArrayLike<number>, wanted: readonly number[]): number {
  expect(values.length).toBe(wanted.length)
  return wanted.reduce((greatest, want, i) => Math.max(greatest, Math.abs(want - (values[i] as number))), 0)
}

describe('a design', () => {
  test('has a coefficient per number, per level and per kind of missing value, and no zeros in memory', () => {
    expect(design).toMatchObject({ rows: 80, width: 7 })
    const missing = expected.x.indexOf(null)
    const scores = new Float64Array(80)
    linearScores(design, Float64Array.of(9, 1, 10, 20, 30, 40, 50, 100), scores)
    const level = expected.z[missing] as number
    expect(scores[missing]).toBe(100 + 1 + (level < 0 ? 50 : 10 * (level + 1)))
  })

  test('sums by weight are the transpose of scores, and the matrix is their product', () => {
    const weights = Float64Array.from({ length: 80 }, (_, row) => 1 + (row % 3))
    const size = design.width + 1
    const matrix = gram(design, weights)
    for (let i = 0; i < size; i++) {
      const unit = new Float64Array(size)
      unit[i] = 1
      const scores = new Float64Array(80)
      linearScores(design, unit, scores)
      const sums = new Float64Array(size)
      weightedSums(
        design,
        scores.map((score, row) => score * (weights[row] as number)),
        sums,
      )
      expect(apart(matrix.subarray(i * size, (i + 1) * size), [...sums])).toBeLessThan(1e-10)
    }
  })

  test('leaves out the most frequent level on request, and ignores levels that were not planned for', () => {
    const plan = planDesign([{ kind: 'level', codes: Int32Array.of(1, 1, 0), levels: 2 }], { reference: true })
    expect(makeDesign(plan, [{ kind: 'level', codes: Int32Array.of(0, 1, 2, -1), levels: 3 }]).levels[0]).toEqual(
      Int32Array.of(0, -1, -1, -1),
    )
  })

  test('keeps numbers up to the greatest finite', () => {
    const huge: DesignColumn = { kind: 'number', values: Float64Array.of(-1.7e308, 0, 1.7e308, Number.NaN) }
    const [{ values }] = makeDesign(planDesign([huge]), [huge]).numbers as [Design['numbers'][number]]
    expect(apart(values, [-Math.sqrt(1.5), 0, Math.sqrt(1.5), 0])).toBeLessThan(1e-12)
  })

  test('rows taken out of it are those rows', () => {
    const rows = [5, 3, 3]
    const scores = (of: Design) => {
      const into = new Float64Array(of.rows)
      linearScores(
        of,
        Float64Array.from({ length: 8 }, (_, i) => i + 0.5),
        into,
      )
      return into
    }
    expect([...scores(takeDesign(design, rows))]).toEqual(rows.map((row) => scores(design)[row]))
  })
})

describe('logistic regression', () => {
  test("agrees with scikit-learn's on two classes, by Newton's method", () => {
    const model = fitLogistic(design, expected.pair, 2)
    expect(model.converged).toBe(true)
    expect(apart(model.coefficients, expected.binary)).toBeLessThan(1e-7)
  })

  test('finds the same optimum step by step where there are many coefficients', () => {
    const wide = { ...z, levels: 1000 }
    const model = fitLogistic(makeDesign(planDesign([x, wide]), [x, wide]), expected.pair, 2)
    const own = [0, 1, 2, 3, 4, 5, 1002, 1003].map((at) => model.coefficients[at] as number)
    expect(model.converged).toBe(true)
    expect(apart(own, expected.binary)).toBeLessThan(1e-4)
    expect(model.coefficients.subarray(6, 1002).every((coefficient) => coefficient === 0)).toBe(true)
  })

  test("agrees with scipy's optimum on three classes", () => {
    const model = fitLogistic(design, expected.many, 3, { ridge: 0.5 })
    expect(model.converged).toBe(true)
    expect(apart(predictLogistic(model, design), expected.manyProbabilities)).toBeLessThan(1e-4)
  })

  test('stays finite where classes part perfectly, where nothing varies, and without rows', () => {
    for (const ridge of [1, 1e-6]) {
      const column: DesignColumn = { kind: 'number', values: Float64Array.of(1, 2, 3, 4) }
      const own = makeDesign(planDesign([column]), [column])
      const model = fitLogistic(own, [0, 0, 1, 1], 2, { ridge })
      expect(model.coefficients.every(Number.isFinite)).toBe(true)
      // The first row is on its own side of the border, however strong the ridge.
      expect(predictLogistic(model, own)[1]).toBeLessThan(0.5)
      const three = fitLogistic(own, [0, 0, 1, 2], 3, { ridge })
      expect(three.coefficients.every(Number.isFinite)).toBe(true)
    }
    const constant: DesignColumn = { kind: 'number', values: Float64Array.of(7, 7) }
    const flat = makeDesign(planDesign([constant]), [constant])
    // The only class that was seen is the likelier.
    expect(predictLogistic(fitLogistic(flat, [1, 1], 2), flat)[0]).toBeLessThan(0.5)
    const none: DesignColumn = { kind: 'number', values: new Float64Array(0) }
    const empty = makeDesign(planDesign([none]), [none])
    expect([...fitLogistic(empty, [], 2).coefficients]).toEqual([0, 0])
    expect([...predictLogistic(fitLogistic(empty, [], 3), flat)].map((p) => p.toFixed(6))).toEqual(Array(6).fill('0.333333'))
  })

  test('ten thousand levels cost no dense matrix', () => {
    const rng = createRng(3)
    const codes = Int32Array.from({ length: 20_000 }, () => rng.integer(10_000))
    const labels = Uint8Array.from(codes, (code) => (rng.uniform() < (code < 5000 ? 0.9 : 0.1) ? 1 : 0))
    const column: DesignColumn = { kind: 'level', codes, levels: 10_000 }
    const own = makeDesign(planDesign([column]), [column])
    const probabilities = predictLogistic(fitLogistic(own, labels, 2), own)
    let right = 0
    for (let row = 0; row < codes.length; row++) if ((probabilities[2 * row + 1] as number) > 0.5 === (labels[row] === 1)) right++
    // Who knows the halves is right in .9 of the rows; less five standard deviations.
    expect(right / codes.length).toBeGreaterThan(0.9 - 5 * Math.sqrt(0.09 / 20_000))
  })
})

describe('linear regression', () => {
  test("agrees with scikit-learn's ridge, by Cholesky and by conjugate gradients", () => {
    const response = Float64Array.from(expected.response)
    expect(apart(fitLinear(design, response, { ridge: 2 }).coefficients, expected.linear)).toBeLessThan(1e-10)
    const wide = { ...z, levels: 1000 }
    const many = fitLinear(makeDesign(planDesign([x, wide]), [x, wide]), response, { ridge: 2 }).coefficients
    expect(
      apart(
        [0, 1, 2, 3, 4, 5, 1002, 1003].map((at) => many[at] as number),
        expected.linear,
      ),
    ).toBeLessThan(1e-7)
  })

  test('predicts 0 without rows, the mean of a constant design, and numbers near the greatest', () => {
    const column: DesignColumn = { kind: 'number', values: Float64Array.of(1, 1, 1) }
    const own = makeDesign(planDesign([column]), [column])
    expect([...predictLinear(fitLinear(own, Float64Array.of(1, 2, 6)), own)]).toEqual([3, 3, 3])
    expect(apart(predictLinear(fitLinear(own, Float64Array.of(1.5e308, 1.5e308, 1.5e308)), own), [1.5e308, 1.5e308, 1.5e308])).toBeLessThan(
      1e295,
    )
    expect([...fitLinear(takeDesign(own, []), new Float64Array(0)).coefficients]).toEqual([0, 0])
  })
})

test('minimize finds the minimum of an ill-scaled quadratic', () => {
  const curvature = Float64Array.of(1, 1e4, 1e-2)
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    let value = 0
    for (let i = 0; i < 3; i++) {
      gradient[i] = (curvature[i] as number) * ((at[i] as number) - i)
      value += ((gradient[i] as number) * ((at[i] as number) - i)) / 2
    }
    return value
  }
  const { x: found, converged } = minimize(objective, Float64Array.of(5, 5, 5), { tolerance: 1e-16 })
  expect(converged).toBe(true)
  expect(apart(found, [0, 1, 2])).toBeLessThan(1e-6)
})
