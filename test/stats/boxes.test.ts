import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { conditionNormal } from '../../src/stats/normal/conditioned-normal.js'
import { lattice, logBoxProbability, minimaxTilting, propose } from '../../src/stats/normal/minimax-tilting.js'
import { expected } from './expected.js'

interface BoxCase {
  readonly correlation: number[][]
  readonly low: number[]
  readonly high: number[]
  readonly probability: number
}
const cases: BoxCase[] = expected.boxes

function conditioned({ correlation, low, high }: Omit<BoxCase, 'probability'>) {
  return conditionNormal(Float64Array.from(correlation.flat()), low.length, Float64Array.from(low), Float64Array.from(high))
}

describe('logBoxProbability', () => {
  test.each(cases)('box $low to $high has the probability that quadrature gives, to 1e-4', (box) => {
    const { bounded } = conditioned(box)
    const found = Math.exp(logBoxProbability(bounded, minimaxTilting(bounded), 4096))
    expect(Math.abs(found / box.probability - 1)).toBeLessThan(1e-4)
  })

  test('one variable is exact, none has probability 1', () => {
    const one = conditioned({ correlation: [[1]], low: [-1], high: [1] }).bounded
    expect(Math.exp(logBoxProbability(one, minimaxTilting(one), 1))).toBeCloseTo(0.6826894921370859, 13)
    const none = conditioned({ correlation: [[1]], low: [Number.NEGATIVE_INFINITY], high: [Number.POSITIVE_INFINITY] }).bounded
    expect(logBoxProbability(none, minimaxTilting(none), 1)).toBe(0)
  })

  test('ten equicorrelated variables above 0 have probability 1/11 at correlation 1/2', () => {
    const correlation = Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => (i === j ? 1 : 0.5)))
    const { bounded } = conditioned({ correlation, low: new Array(10).fill(0), high: new Array(10).fill(Number.POSITIVE_INFINITY) })
    expect(Math.exp(logBoxProbability(bounded, minimaxTilting(bounded), 4096)) * 11).toBeCloseTo(1, 3)
  })
})

describe('conditionNormal', () => {
  test('known components enter by their density and shift the bounds of the others', () => {
    const normal = conditioned({
      correlation: [
        [1, 0.8],
        [0.8, 1],
      ],
      low: [2, 1],
      high: [2, Number.POSITIVE_INFINITY],
    })
    expect(normal.order).toEqual([0, 1])
    expect(normal.logDensity).toBeCloseTo(-2 - Math.log(2 * Math.PI) / 2, 13)
    // The second is normal with mean 1.6 and deviation 0.6.
    expect(normal.bounded.lower[0]).toBeCloseTo((1 - 1.6) / 0.6, 13)
  })
})

describe('minimaxTilting', () => {
  test.each(cases)('no proposal within $low to $high exceeds the bound, and most are accepted', (box) => {
    const { bounded } = conditioned(box)
    const { shift, bound } = minimaxTilting(bounded)
    const rng = createRng(9)
    const noise = new Float64Array(bounded.size)
    let [accepted, greatest, outside] = [0, Number.NEGATIVE_INFINITY, 0]
    for (let i = 0; i < 4000; i++) {
      const logRatio = propose(bounded, shift, rng, noise)
      greatest = Math.max(greatest, logRatio)
      accepted += Math.exp(logRatio - bound)
      for (let k = 0; k < bounded.size; k++) {
        let sum = noise[k] as number
        for (let j = 0; j < k; j++) sum += (bounded.triangle[k * bounded.size + j] as number) * (noise[j] as number)
        outside = Math.max(outside, (bounded.lower[k] as number) - sum, sum - (bounded.upper[k] as number))
      }
    }
    expect(greatest).toBeLessThanOrEqual(bound)
    expect(outside).toBeLessThanOrEqual(1e-9)
    expect(accepted / 4000).toBeGreaterThan(0.5)
  })
})

describe('lattice', () => {
  test('it fills the cube evenly: means of products are those of uniform numbers', () => {
    const points = lattice(4096, 5)
    expect(Math.min(...points)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...points)).toBeLessThan(1)
    let sum = 0
    for (let i = 0; i < 4096; i++) sum += points.subarray(5 * i, 5 * i + 5).reduce((product, value) => product * value, 1)
    expect((sum / 4096) * 32).toBeCloseTo(1, 2)
  })
})
