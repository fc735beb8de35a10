import { describe, expect, test } from 'vitest'
import {
  covarianceSlope,
  hermiteCoefficients,
  latentCorrelation,
  meanBetween,
  type ScoreInterval,
} from '../../../src/stats/normal/hermite.js'
import { normalCdf, normalPdf, normalQuantile } from '../../../src/stats/normal/normal.js'
import { expected } from '../expected.js'

/** Steps with these shares, scored by their means. */
function steps(shares: readonly number[]): ScoreInterval[] {
  let from = 0
  return shares.map((share) => {
    const low = normalQuantile(from)
    from += share
    const high = normalQuantile(Math.min(1, from))
    return { low, high, value: meanBetween(low, high, share) }
  })
}

const sumOfSquares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

describe('hermiteCoefficients', () => {
  test('the variable itself has coefficient 1 and nothing else', () => {
    expect([...hermiteCoefficients([])].slice(0, 4)).toEqual([1, 0, 0, 0])
  })

  test('coefficients of a sign are those of its closed form', () => {
    // sign(Z) has coefficients √(2/π) / (k! √k!) He_{k-1}(0) ... : the first is √(2/π), the third -1/√6 √(2/π), even ones vanish.
    const [first, second, third] = hermiteCoefficients([
      { low: Number.NEGATIVE_INFINITY, high: 0, value: -1 },
      { low: 0, high: Number.POSITIVE_INFINITY, value: 1 },
    ])
    expect(first).toBeCloseTo(Math.sqrt(2 / Math.PI), 14)
    expect(second).toBeCloseTo(0, 14)
    expect(third).toBeCloseTo(-Math.sqrt(2 / Math.PI) / Math.sqrt(6), 14)
  })

  test('squares add up to the variance of the transform, nearly: the rest is in terms left out', () => {
    const low = 0.3
    const high = 1.1
    const mass = normalCdf(high) - normalCdf(low)
    const value = meanBetween(low, high, mass)
    const within = mass + low * normalPdf(low) - high * normalPdf(high)
    const variance = 1 - within + mass * value * value
    const rest = variance - sumOfSquares(hermiteCoefficients([{ low, high, value }]))
    expect(rest).toBeGreaterThan(0)
    expect(rest).toBeLessThan(0.01)
  })
})

describe('latentCorrelation', () => {
  test('recovers the correlation behind two yes-no columns', () => {
    // P(both in the box) by quadrature: see make.py. The steps are those of its bounds.
    const { correlation, low, high, probability } = expected.boxes[0]
    const cuts = [0, 1].map((i) => [0, normalCdf(low[i]), normalCdf(high[i]), 1])
    const tables = cuts.map((cut) => [cut[1] as number, (cut[2] as number) - (cut[1] as number), 1 - (cut[2] as number)])
    const [a, b] = tables.map((shares) => {
      const [, middle] = steps(shares) as [ScoreInterval, ScoreInterval, ScoreInterval]
      // An indicator of the middle step, centred.
      const [first, , last] = steps(shares) as [ScoreInterval, ScoreInterval, ScoreInterval]
      const share = shares[1] as number
      return hermiteCoefficients([
        { ...first, value: -share },
        { ...middle, value: 1 - share },
        { ...last, value: -share },
      ])
    }) as [Float64Array, Float64Array]
    const covariance = probability - (tables[0]?.[1] as number) * (tables[1]?.[1] as number)
    const found = latentCorrelation(covariance, a, b)
    expect(found).toBeCloseTo(correlation[0][1], 2)
  })

  test('undoes the covariance of scores of any ties, whatever the sign', () => {
    const a = hermiteCoefficients(steps([0.6, 0.3, 0.1]))
    const b = hermiteCoefficients([{ low: -0.5, high: 0.8, value: 0.13 }])
    const covarianceAt = (rho: number): number => a.reduce((sum, value, k) => sum + value * (b[k] as number) * rho ** (k + 1), 0)
    for (const rho of [-0.95, -0.4, 0, 0.1, 0.7]) expect(latentCorrelation(covarianceAt(rho), a, b)).toBeCloseTo(rho, 9)
  })

  test('a covariance beyond the possible gives the end of the scale', () => {
    const a = hermiteCoefficients(steps([0.5, 0.5]))
    expect(latentCorrelation(2, a, a)).toBe(1)
    expect(latentCorrelation(-2, a, a)).toBe(-1)
  })

  test('covarianceSlope is the derivative of the expansion', () => {
    const a = hermiteCoefficients(steps([0.6, 0.3, 0.1]))
    const b = hermiteCoefficients([])
    expect(covarianceSlope(0.4, a, b)).toBeCloseTo(a[0] as number, 12)
    const covarianceAt = (rho: number): number => a.reduce((sum, value, k) => sum + value * value * rho ** (k + 1), 0)
    expect(covarianceSlope(0.4, a, a)).toBeCloseTo((covarianceAt(0.401) - covarianceAt(0.399)) / 0.002, 5)
  })
})
