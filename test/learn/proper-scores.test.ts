import { describe, expect, it } from 'vitest'
import { logScore, rankedScore } from '../../src/learn/proper-scores.js'
import { createRng, type Rng } from '../../src/random/rng.js'

function drawDistribution(classes: number, rng: Rng): Float64Array {
  const weights = Float64Array.from({ length: classes }, () => rng.uniform() ** 3 + 1e-3)
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

describe.each([
  ['logScore', logScore],
  ['rankedScore', rankedScore],
])('%s', (_, score) => {
  it('is least, on average, for the true distribution, where it is the spread', () => {
    const rng = createRng(1)
    for (let trial = 0; trial < 200; trial++) {
      const classes = 2 + rng.integer(9)
      const [truth, other] = [drawDistribution(classes, rng), drawDistribution(classes, rng)]
      const expected = (told: Float64Array) => truth.reduce((sum, share, code) => sum + share * score.loss(told, 0, classes, code), 0)
      expect(expected(truth)).toBeCloseTo(score.spread(truth, 0, classes), 12)
      expect(expected(other)).toBeGreaterThan(expected(truth))
    }
  })

  it('reads the row that begins at `from`', () => {
    const [first, second] = [Float64Array.of(0.5, 0.25, 0.25), Float64Array.of(0.1, 0.2, 0.7)]
    const both = Float64Array.of(...first, ...second)
    expect(score.loss(both, 3, 3, 1)).toBe(score.loss(second, 0, 3, 1))
    expect(score.spread(both, 3, 3)).toBe(score.spread(second, 0, 3))
    expect(score.distance(both, Float64Array.of(...second, ...first), 3, 3)).toBe(score.distance(second, first, 0, 3))
  })

  it('finds no distance between equal distributions, and the same from either side', () => {
    const rng = createRng(2)
    const [a, b] = [drawDistribution(5, rng), drawDistribution(5, rng)]
    expect(score.distance(a, a, 0, 5)).toBe(0)
    expect(score.distance(a, b, 0, 5)).toBe(score.distance(b, a, 0, 5))
    expect(score.distance(a, b, 0, 5)).toBeGreaterThan(0)
  })
})

describe('logScore', () => {
  it('is -ln of the probability of what came, and distances are total variation', () => {
    const told = Float64Array.of(0.5, 0.3, 0.2)
    expect(logScore.loss(told, 0, 3, 1)).toBeCloseTo(-Math.log(0.3), 14)
    expect(logScore.distance(told, Float64Array.of(0.2, 0.3, 0.5), 0, 3)).toBeCloseTo(0.3, 14)
  })
})

describe('rankedScore', () => {
  it('is the mean squared distance of cumulative distributions where nothing is missing', () => {
    // Bins .2 .5 .3, the second came. Cumulative .2 .7 1 against 0 1 1: .04 + .09 over two inner cuts, in each of the two orders; 3 bins.
    const told = Float64Array.of(0.2, 0.5, 0.3, 0)
    expect(rankedScore.loss(told, 0, 4, 1)).toBeCloseTo((0.04 + 0.09) / 3, 14)
  })

  it('is the energy score of a distance at which missing is equally far from every bin', () => {
    const rng = createRng(3)
    const bins = 6
    const apart = (a: number, b: number) => (a === b ? 0 : a === bins || b === bins ? (bins + 1) / 2 : Math.abs(a - b)) / bins
    for (let trial = 0; trial < 50; trial++) {
      const told = drawDistribution(bins + 1, rng)
      const code = rng.integer(bins + 1)
      let [toCode, within] = [0, 0]
      for (let i = 0; i <= bins; i++) {
        toCode += (told[i] as number) * apart(i, code)
        for (let j = 0; j <= bins; j++) within += ((told[i] as number) * (told[j] as number) * apart(i, j)) / 2
      }
      expect(rankedScore.loss(told, 0, bins + 1, code)).toBeCloseTo(toCode - within, 12)
    }
  })

  it('measures how far mass has to be moved', () => {
    const at = (k: number) => Float64Array.from({ length: 5 }, (_, i) => (i === k ? 1 : 0))
    expect(rankedScore.distance(at(0), at(3), 0, 5)).toBeCloseTo(3 / 4, 14)
    expect(rankedScore.distance(at(0), at(4), 0, 5)).toBeCloseTo(5 / 8, 14)
    expect(rankedScore.distance(at(3), at(4), 0, 5)).toBeCloseTo(5 / 8, 14)
  })
})
