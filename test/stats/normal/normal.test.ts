import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { normalCdf, normalPdf, normalQuantile } from '../../../src/stats/normal/normal.js'
import {
  logNormalBetween,
  logNormalCdf,
  truncatedDraw,
  truncatedMean,
  truncatedQuantile,
} from '../../../src/stats/normal/truncated-normal.js'
import { expected, worst } from '../expected.js'

const { z, p, cdf, pdf, logCdf, quantile } = expected.normal
const stretches: { low: number; high: number; logShare: number; mean: number; median: number }[] = expected.truncated

describe('the normal distribution', () => {
  test('density, distribution function and quantiles are those of scipy.stats.norm', () => {
    expect(worst(z.map(normalPdf), pdf)).toBeLessThan(1e-12)
    expect(worst(z.map(normalCdf), cdf)).toBeLessThan(1e-10)
    expect(worst(p.map(normalQuantile), quantile)).toBeLessThan(1e-10)
  })

  test('its ends are infinite', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1])
  })

  test('the log of the distribution function goes on where the function itself is 0', () => {
    for (const [i, value] of z.entries())
      expect(Math.abs(logNormalCdf(value) / Math.min(-1, logCdf[i]) - logCdf[i] / Math.min(-1, logCdf[i]))).toBeLessThan(1e-12)
    // -z²/2 - log(-z) - log(2π)/2 to first order
    expect(logNormalCdf(-1000)).toBeCloseTo(-500_000 - Math.log(1000) - Math.log(2 * Math.PI) / 2 - 1e-6, 8)
  })
})

describe('the truncated normal distribution', () => {
  test('far out, a proposal from the Rayleigh tail is refused as often as the normal tail falls short of it', () => {
    // The first uniform number proposes, the second one decides: 60 / 60.23 = 0.9962 of such proposals are taken.
    const scripted = (...uniforms: number[]) => ({ ...createRng(1), uniform: () => uniforms.shift() as number })
    expect(truncatedDraw(-200, -60, scripted(1e-6, 0.996))).toBeCloseTo(-60.2298, 3)
    expect(truncatedDraw(-200, -60, scripted(1e-6, 0.997, 1, 0.5))).toBe(-60)
    expect(truncatedDraw(60, 200, scripted(1e-6, 0.997, 1, 0.5))).toBe(60)
  })

  test.each(stretches)(
    'has the share, mean and median of scipy.stats.truncnorm between $low and $high',
    ({ low, high, logShare, mean, median }) => {
      expect(logNormalBetween(low, high)).toBeCloseTo(logShare, 10)
      expect(truncatedMean(low, high, logShare)).toBeCloseTo(mean, 9)
      expect(truncatedQuantile(0.5, low, high)).toBeCloseTo(median, 9)
    },
  )

  test('draws follow the distribution function, also beyond what it can represent', () => {
    const rng = createRng(11)
    const n = 20_000
    for (const [low, high] of [
      [-0.5, 0.25],
      [3, 9],
      [40, 41],
      [-200, -60],
    ] as const) {
      const logAll = logNormalBetween(low, high)
      const places = Float64Array.from({ length: n }, () => Math.exp(logNormalBetween(low, truncatedDraw(low, high, rng)) - logAll)).sort()
      let distance = 0
      places.forEach((place, i) => {
        distance = Math.max(distance, Math.abs(place - i / n), Math.abs(place - (i + 1) / n))
      })
      // Kolmogorov's bound at a false-alarm rate of 1e-6.
      expect(distance).toBeLessThan(Math.sqrt(Math.log(2e6) / 2 / n))
    }
  })
})
