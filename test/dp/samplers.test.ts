import { describe, expect, test } from 'vitest'
import { rational, roundedUp } from '../../src/dp/accounting/rational.js'
import { bernoulliExp, bernoulliExpBig } from '../../src/dp/mechanisms/bernoulli-exp.js'
import { type Bits, secureBits, uniformBelow, uniformBelowBig } from '../../src/dp/mechanisms/bits.js'
import { discreteGaussian, discreteLaplace } from '../../src/dp/mechanisms/discrete-gaussian.js'
import { exponentialMechanism } from '../../src/dp/mechanisms/exponential-mechanism.js'
import { createRng } from '../../src/random/rng.js'

// Words from a seeded generator, so that a test that passes once passes always; bounds are at a false-alarm rate below 1e-6.
function seededBits(seed: number): Bits {
  const rng = createRng(seed)
  return { word: () => rng.integer(2 ** 32) }
}

/** Standard scores of a chi-square statistic, by the normal approximation of Wilson and Hilferty. */
function chiSquareScore(observed: readonly number[], expected: readonly number[]): number {
  const degrees = observed.length - 1
  const statistic = observed.reduce((sum, count, i) => sum + (count - (expected[i] as number)) ** 2 / (expected[i] as number), 0)
  const spread = 2 / (9 * degrees)
  return (Math.cbrt(statistic / degrees) - (1 - spread)) / Math.sqrt(spread)
}

/** Counts of draws by value from -most to most, with all beyond at the ends, against the law that `weight` is proportional to. */
function scoreOf(draw: () => number, weight: (x: number) => number, most: number, draws: number): number {
  const observed = new Array<number>(2 * most + 1).fill(0)
  for (let i = 0; i < draws; i++) {
    const at = Math.max(-most, Math.min(most, draw())) + most
    observed[at] = (observed[at] as number) + 1
  }
  const law = Array.from({ length: 40 * most + 1 }, (_, i) => weight(i - 20 * most))
  const total = law.reduce((sum, own) => sum + own, 0)
  const expected = new Array<number>(2 * most + 1).fill(0)
  for (const [i, own] of law.entries()) {
    const at = Math.max(-most, Math.min(most, i - 20 * most)) + most
    expected[at] = (expected[at] as number) + (draws * own) / total
  }
  return chiSquareScore(observed, expected)
}

const draws = 200_000
const bound = 5

describe('exact samplers', () => {
  test.each([1, 2, 3, 6, 1000, 2 ** 31 + 5])('whole numbers below %d are equally likely', (below) => {
    const bits = seededBits(below)
    const parts = Math.min(below, 10)
    const observed = new Array<number>(parts).fill(0)
    for (let i = 0; i < draws; i++) {
      const at = Math.floor((uniformBelow(bits, below) / below) * parts)
      observed[at] = (observed[at] as number) + 1
    }
    const expected = observed.map((_, i) => (draws * (Math.ceil(((i + 1) / parts) * below) - Math.ceil((i / parts) * below))) / below)
    if (parts > 1) expect(Math.abs(chiSquareScore(observed, expected))).toBeLessThan(bound)
  })

  test('numbers just above a power of two reach their last value (2^49 + 1 has 50 bits)', () => {
    const ones: Bits = { word: () => 0xffffffff }
    let called = 0
    const alternating: Bits = { word: () => (called++ % 2 === 0 ? 0x20000 << 14 : 0) }
    expect(uniformBelow(alternating, 2 ** 49 + 1)).toBe(2 ** 49)
    expect(uniformBelow(ones, 2 ** 53)).toBe(2 ** 53 - 1)
    expect(uniformBelowBig(ones, 2n ** 100n)).toBe(2n ** 100n - 1n)
  })

  test.each([
    [0, 1],
    [1, 3],
    [1, 1],
    [5, 2],
    [2 ** 40 + 1, 2 ** 41],
  ])('exp(-%d / %d)', (n, d) => {
    for (const draw of [
      (bits: Bits) => bernoulliExp(bits, n, d),
      (bits: Bits) => bernoulliExpBig(bits, BigInt(n) * 2n ** 60n, BigInt(d) * 2n ** 60n),
    ]) {
      const bits = seededBits(n + d)
      const many = draws / 4
      let hits = 0
      for (let i = 0; i < many; i++) if (draw(bits)) hits++
      const share = Math.exp(-n / d)
      const sd = Math.sqrt(many * share * (1 - share))
      expect(Math.abs(hits - many * share)).toBeLessThanOrEqual(bound * sd)
    }
  })

  test.each([1, 3, 50])('discrete Laplace of scale %d', (scale) => {
    const bits = seededBits(scale)
    const score = scoreOf(
      () => discreteLaplace(bits, scale),
      (x) => Math.exp(-Math.abs(x) / scale),
      scale * 4,
      draws,
    )
    expect(Math.abs(score)).toBeLessThan(bound)
  })

  test.each([rational(1n, 4n), rational(1n), rational(25n), roundedUp(12345.678, 20), rational(2n ** 45n + 1n, 2n ** 40n)])(
    'discrete Gaussian of variance $numerator / $denominator',
    (variance) => {
      const value = Number(variance.numerator) / Number(variance.denominator)
      const bits = seededBits(Math.round(value))
      const sample = discreteGaussian(variance)
      // Wide laws are binned by the sampler's own standard deviation, narrow ones value by value.
      const width = Math.max(1, Math.floor(Math.sqrt(value) / 5))
      const most = Math.ceil((4 * Math.sqrt(value)) / width)
      const weight = (bin: number): number => {
        let sum = 0
        for (let i = 0; i < width; i++) sum += Math.exp(-((bin * width + i) ** 2) / (2 * value))
        return sum
      }
      const score = scoreOf(() => Math.floor(sample(bits) / width), weight, most, draws / 2)
      expect(Math.abs(score)).toBeLessThan(bound)
    },
  )

  test('no value is negative zero', () => {
    const bits = seededBits(4)
    const sample = discreteGaussian(rational(1n))
    for (let i = 0; i < 1000; i++) expect(Object.is(sample(bits), -0)).toBe(false)
  })

  test('the exponential mechanism weighs by exp(epsilon score / (2 sensitivity)), however far scores are apart', () => {
    const bits = seededBits(9)
    const scores = [0, 3, 5, -1e12, 4]
    const epsilon = rational(3n, 4n)
    const observed = [0, 0, 0, 0, 0]
    for (let i = 0; i < draws; i++) {
      const at = exponentialMechanism(bits, scores, 2, epsilon)
      observed[at] = (observed[at] as number) + 1
    }
    expect(observed[3]).toBe(0)
    const weights = scores.map((score) => Math.exp((0.75 * score) / 4))
    const total = weights.reduce((sum, own) => sum + own, 0)
    const kept = [0, 1, 2, 4]
    const score = chiSquareScore(
      kept.map((i) => observed[i] as number),
      kept.map((i) => (draws * (weights[i] as number)) / total),
    )
    expect(Math.abs(score)).toBeLessThan(bound)
  })

  test('the secure generator fills words anew and shows no two alike', () => {
    const bits = secureBits()
    const seen = new Set<number>()
    for (let i = 0; i < 40_000; i++) seen.add(bits.word())
    // 40,000 of 2^32 words coincide 0.19 times on average.
    expect(seen.size).toBeGreaterThan(40_000 - 12)
  })
})
